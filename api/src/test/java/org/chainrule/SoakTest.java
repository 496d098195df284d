package org.chainrule;

import static org.chainrule.FitOptions.epochs;
import static org.chainrule.activations.Activations.relu;
import static org.chainrule.activations.Activations.softmax;
import static org.chainrule.activations.Activations.tanh;
import static org.chainrule.layers.Layers.batchNormalization;
import static org.chainrule.layers.Layers.dense;
import static org.chainrule.layers.Layers.dropout;
import static org.chainrule.layers.Layers.normalization;
import static org.chainrule.layers.Layers.residual;
import static org.chainrule.losses.Losses.binaryCrossentropy;
import static org.chainrule.losses.Losses.sparseCategoricalCrossentropy;
import static org.chainrule.optimizers.Optimizers.adam;
import static org.chainrule.regularizers.Regularizers.l2;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.chainrule.activations.Activations;
import org.chainrule.backend.Rng;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A million training steps of a small model: resident memory stays where it is, and hardly any
 * garbage arises. Left out of the build, see docs/testing.md for the command.
 */
@Tag("soak")
class SoakTest {
  private static final int BATCH = 32;
  private static final int ROWS = 3200; // 100 steps an epoch
  private static final int STEPS = Integer.getInteger("soak.steps", 1_000_000);
  private static final int PARTS = 10;
  private static final double MOST_BYTES = 1024; // of garbage in a step
  private static final long MOST_GROWTH = 16L << 20; // bytes, from 10% to 100% of the run

  private final float[][] x = new float[ROWS][20];
  private final int[] y = new int[ROWS];

  {
    Rng rng = new Rng(5);
    for (int i = 0; i < ROWS; i++) {
      for (int j = 0; j < 20; j++) {
        x[i][j] = (float) rng.normal();
      }
      y[i] = x[i][0] * x[i][1] > 0 ? 1 : 0;
    }
  }

  @Test
  void denseLayers() throws IOException {
    staysFlat(
        new Sequential()
            .seed(3)
            .add(dense(32, relu))
            .add(dense(16, relu))
            .add(dense(1, Activations.sigmoid))
            .compile(adam(), binaryCrossentropy));
  }

  @Test
  void everyKindOfLayer() throws IOException {
    staysFlat(
        new Sequential()
            .seed(3)
            .add(normalization())
            .add(dense(16, relu).kernelRegularizer(l2(1e-4)))
            .add(batchNormalization())
            .add(dropout(0.1))
            .add(residual(dense(8, tanh), dropout(0.1), dense(16)))
            .add(dense(2, softmax))
            .compile(adam().clipNorm(1), sparseCategoricalCrossentropy));
  }

  private void staysFlat(Sequential model) throws IOException {
    assumeTrue(Files.exists(Path.of("/proc/self/status")), "resident memory is read on Linux only");
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    int epochs = Math.max(1, STEPS / PARTS / (ROWS / BATCH));
    long first = 0;
    long last = 0;
    long bytes = 0;
    for (int part = 1; part <= PARTS; part++) {
      long before = threads.getThreadAllocatedBytes(thread);
      model.fit(x, y, epochs(epochs).batchSize(BATCH).verbose(0));
      bytes = part == 1 ? 0 : bytes + threads.getThreadAllocatedBytes(thread) - before;
      System.gc();
      last = resident();
      first = part == 1 ? last : first;
      System.out.printf(
          "%,d steps: %.1f MB resident%n", part * epochs * (ROWS / BATCH), last / 1048576.0);
    }
    double perStep = bytes / ((PARTS - 1.0) * epochs * (ROWS / BATCH));
    System.out.printf("%.0f bytes of garbage a step%n", perStep);
    assertTrue(last - first <= MOST_GROWTH, (last - first) + " bytes more than at a tenth");
    assertTrue(perStep <= MOST_BYTES, perStep + " bytes of garbage a step");
  }

  /** VmRSS, in bytes. */
  private static long resident() throws IOException {
    String line =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(l -> l.startsWith("VmRSS:"))
            .findFirst()
            .orElseThrow();
    return Long.parseLong(line.replaceAll("\\D", "")) << 10; // it is in kB
  }
}
