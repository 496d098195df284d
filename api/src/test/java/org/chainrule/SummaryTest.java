package org.chainrule;

import static org.chainrule.FitOptions.epochs;
import static org.chainrule.activations.Activations.relu;
import static org.chainrule.activations.Activations.sigmoid;
import static org.chainrule.activations.Activations.softmax;
import static org.chainrule.activations.Activations.tanh;
import static org.chainrule.initializers.Initializers.zeros;
import static org.chainrule.layers.Layers.activation;
import static org.chainrule.layers.Layers.dense;
import static org.chainrule.layers.Layers.input;
import static org.chainrule.losses.Losses.meanSquaredError;
import static org.chainrule.optimizers.Optimizers.adam;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.chainrule.layers.Builder;
import org.chainrule.layers.Layer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.nd4j.linalg.api.buffer.DataType;

/** The table is Keras', byte by byte; the records come from {@code src/test/python/summary.py}. */
class SummaryTest {
  /** A dense layer under a long name. */
  record Renamed(String type, Layer layer) implements Layer {
    @Override
    public void build(Builder builder) {
      layer.build(builder);
    }
  }

  private static Map<String, Layer[]> models() {
    Map<String, Layer[]> models = new LinkedHashMap<>();
    models.put(
        "spiral", new Layer[] {input(2), dense(64, relu), dense(64, relu), dense(3, softmax)});
    models.put("digits", new Layer[] {input(784), dense(512), dense(256), dense(10)});
    models.put(
        "bytes",
        new Layer[] {
          input(3), dense(2).useBias(false), activation(relu), dense(1), activation(sigmoid)
        });
    models.put("no weights", new Layer[] {input(7), activation(tanh)});
    models.put("kilobyte", new Layer[] {input(15), dense(16)});
    models.put("below a megabyte", new Layer[] {input(510), dense(513)});
    models.put("huge", new Layer[] {input(9999), dense(1000).kernelInitializer(zeros)});
    models.put(
        "long",
        new Layer[] {
          input(3),
          new Renamed("LongNameOfALayer", dense(2)),
          new Renamed("AVeryLongNameForALayerOfMyOwnMaking", dense(2))
        });
    return models;
  }

  @TestFactory
  Stream<DynamicTest> asKerasPrints() throws IOException {
    Map<String, String> expected = new LinkedHashMap<>();
    String name = null;
    for (String line : KerasRecords.lines("/keras/summary.txt")) {
      if (line.startsWith("== ")) {
        name = line.substring(3);
        expected.put(name, "");
      } else {
        expected.merge(name, line + "\n", String::concat);
      }
    }
    Map<String, Layer[]> models = models();
    assertEquals(expected.keySet(), models.keySet());
    return models.entrySet().stream()
        .map(
            model ->
                dynamicTest(
                    model.getKey(),
                    () ->
                        assertEquals(
                            expected.get(model.getKey()),
                            printed(new Sequential(model.getValue())))));
  }

  static String printed(Sequential model) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    model.summary(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** Keras adds its optimizer's numbers to the total after a fit; a model's size stays here. */
  @Test
  void staysTheSameAfterFitting() {
    Sequential model =
        new Sequential(input(2), dense(5, relu), dense(3)).compile(adam(), meanSquaredError);
    String before = printed(model);
    model.fit(new float[][] {{1, 2}, {3, 4}}, new float[2][3], epochs(1).verbose(0));
    assertEquals(before, printed(model));
  }

  @Test
  void widthInferredFromDataPrintsTheSameTable() {
    Sequential inferred = new Sequential(dense(5, relu), dense(3));
    inferred.fit(new float[][] {{1, 2}, {3, 4}}, new float[2][3], epochs(1).verbose(0));
    assertEquals(printed(new Sequential(input(2), dense(5, relu), dense(3))), printed(inferred));
  }

  @Test
  void doublesTakeTwiceTheMemory() {
    String table =
        printed(new Sequential(input(2), dense(5)).dtype(DataType.DOUBLE)); // 15 weights of 8 bytes
    assertEquals(" Total params: 15 (120.00 B)", table.lines().toList().get(6));
  }

  @Test
  void doesNotDependOnTheLocale() {
    Locale before = Locale.getDefault();
    String expected = printed(new Sequential(models().get("digits")));
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      assertEquals(expected, printed(new Sequential(models().get("digits"))));
    } finally {
      Locale.setDefault(before);
    }
  }
}
