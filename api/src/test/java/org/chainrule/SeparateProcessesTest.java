package org.chainrule;

import static org.chainrule.FitOptions.epochs;
import static org.chainrule.activations.Activations.relu;
import static org.chainrule.activations.Activations.softmax;
import static org.chainrule.layers.Layers.dense;
import static org.chainrule.losses.Losses.sparseCategoricalCrossentropy;
import static org.chainrule.optimizers.Optimizers.adam;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.chainrule.backend.Rng;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The same seed gives the same bits in another process. */
class SeparateProcessesTest {
  /** Trains and prints the bits of all weights. */
  static final class Training {
    private Training() {}

    public static void main(String[] args) {
      System.out.println(bits(Long.parseLong(args[0])));
    }

    static String bits(long seed) {
      Rng rng = new Rng(3);
      float[][] x = new float[300][11];
      int[] y = new int[300];
      for (int i = 0; i < x.length; i++) {
        for (int j = 0; j < 11; j++) {
          x[i][j] = (float) rng.normal();
        }
        y[i] = x[i][0] > 0.5 ? 2 : x[i][1] * x[i][2] > 0 ? 1 : 0;
      }
      // 128 · 96 · 90 multiplications in a batch: more than one BLAS thread has work
      Sequential model =
          new Sequential(dense(128, relu), dense(96, relu), dense(3, softmax))
              .seed(seed)
              .compile(adam(0.01), sparseCategoricalCrossentropy);
      model.fit(x, y, epochs(5).batchSize(90).verbose(0));
      StringBuilder bits = new StringBuilder();
      for (INDArray weights : model.getWeights()) {
        for (float w : weights.ravel().toFloatVector()) {
          bits.append(Integer.toHexString(Float.floatToRawIntBits(w))).append(' ');
        }
      }
      return bits.toString();
    }
  }

  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  private static Process start(long seed, Path output, String classPath) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "-cp",
            classPath,
            Training.class.getName(),
            Long.toString(seed))
        .redirectOutput(output.toFile())
        .redirectError(new File(output + ".err"))
        .start();
  }

  private static String bits(Process process, Path output) throws Exception {
    try {
      assertTrue(process.waitFor(5, TimeUnit.MINUTES), "the process hangs");
    } finally {
      process.destroyForcibly();
    }
    String errors = Files.readString(Path.of(output + ".err"), StandardCharsets.UTF_8);
    assertEquals(0, process.exitValue(), errors);
    return Files.readString(output, StandardCharsets.UTF_8).trim();
  }

  @Test
  void sameSeedGivesTheSameBits(@TempDir Path directory) throws Exception {
    Path one = directory.resolve("one");
    Path two = directory.resolve("two");
    Process first = start(17, one, classPath());
    Process second = start(17, two, classPath());
    String bits = bits(first, one);
    // 11·128 + 128 + 128·96 + 96 + 96·3 + 3 weights
    assertEquals(14_211, bits.split(" ", -1).length);
    assertEquals(bits, bits(second, two), "seed 17");
    assertEquals(bits, Training.bits(17).trim(), "and in this process");
    assertNotEquals(bits, Training.bits(18).trim(), "another seed");
  }

  /** Whoever leaves oneDNN out, or has a system it was not built for, gets OpenBLAS. */
  @Test
  void learnsTheSameWithoutOneDnn(@TempDir Path directory) throws Exception {
    List<String> entries = List.of(classPath().split(File.pathSeparator, -1));
    List<String> others = entries.stream().filter(entry -> !entry.contains("dnnl")).toList();
    assertNotEquals(entries.size(), others.size());
    Path output = directory.resolve("without");
    float[] without =
        weights(bits(start(17, output, String.join(File.pathSeparator, others)), output));
    assertArrayEquals(weights(Training.bits(17).trim()), without, 1e-3f);
  }

  private static float[] weights(String bits) {
    String[] each = bits.split(" ", -1);
    float[] weights = new float[each.length];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = Float.intBitsToFloat(Integer.parseUnsignedInt(each[i], 16));
    }
    return weights;
  }
}
