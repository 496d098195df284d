package org.chainrule.callbacks;

import static org.chainrule.FitOptions.epochs;
import static org.chainrule.callbacks.Callbacks.modelCheckpoint;
import static org.chainrule.callbacks.Callbacks.onEpochEnd;
import static org.chainrule.layers.Layers.batchNormalization;
import static org.chainrule.layers.Layers.dense;
import static org.chainrule.layers.Layers.input;
import static org.chainrule.losses.Losses.meanSquaredError;
import static org.chainrule.optimizers.Optimizers.sgd;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.chainrule.KerasRecords;
import org.chainrule.Sequential;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Weights that are saved: in memory, in files that NumPy reads, under names with numbers. */
class CheckpointTest {
  private static final double[][] X = {{1, 2, 3}, {2, 0, 1}, {0, 1, 1}, {3, 1, 0}};
  private static final double[][] Y = {{1, 0}, {0, 1}, {1, 1}, {0, 0}};

  @TempDir Path folder;

  private static Sequential model(DataType type) {
    return new Sequential(input(3), dense(5), batchNormalization(), dense(2))
        .seed(3)
        .dtype(type)
        .compile(sgd(0.01), meanSquaredError);
  }

  private static List<double[]> numbers(List<INDArray> arrays) {
    return arrays.stream().map(a -> a.ravel().toDoubleVector()).toList();
  }

  private static void assertSame(List<INDArray> expected, List<INDArray> actual) {
    assertEquals(expected.size(), actual.size());
    for (int i = 0; i < expected.size(); i++) {
      assertEquals(expected.get(i).dataType(), actual.get(i).dataType());
      assertArrayEquals(expected.get(i).shape(), actual.get(i).shape());
      assertArrayEquals(numbers(expected).get(i), numbers(actual).get(i));
    }
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(f -> folder.relativize(f).toString())
          .sorted()
          .toList();
    }
  }

  // ---- files

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT", "DOUBLE"})
  void weightsComeBackBitForBit(DataType type) throws IOException {
    Sequential model = model(type);
    Path file = folder.resolve("new").resolve("folder").resolve("weights.npz");
    model.fit(X, Y, epochs(3).verbose(0).callbacks(modelCheckpoint(file)));
    List<INDArray> weights = Checkpoint.readWeights(file);
    assertSame(model.getWeights(), weights);
    assertEquals(List.of("new/folder/weights.npz"), files(), "and nothing beside");
    Sequential other = model(type).reset(77);
    assertNotEquals(model.predict(X), other.predict(X));
    other.setWeights(Checkpoint.readWeights(file.toString()));
    assertEquals(model.predict(X), other.predict(X));
  }

  /** Larger than the buffer, with a last piece. */
  @Test
  void manyNumbers() throws IOException {
    Path file = folder.resolve("many.npz");
    INDArray many = Nd4j.linspace(DataType.DOUBLE, -5, 3e-4, 123 * 457).reshape(123, 457);
    INDArray floats = Nd4j.linspace(DataType.FLOAT, 1, 0.5, 40_001);
    WeightFile.write(file, List.of(many, floats));
    assertSame(List.of(many, floats), WeightFile.read("test", file));
  }

  /**
   * numpy.savez(file, numpy.arange(6, dtype="f4").reshape(2, 3) / 4, numpy.array([0.1, -7e300])).
   */
  @Test
  void filesOfNumPyAreRead() throws IOException {
    Path file = folder.resolve("numpy.npz");
    Files.write(
        file, Base64.getDecoder().decode(KerasRecords.lines("/keras/numpy.npz.txt").get(0)));
    List<INDArray> arrays = Checkpoint.readWeights(file);
    assertSame(
        List.of(
            Nd4j.createFromArray(new float[][] {{0, 0.25f, 0.5f}, {0.75f, 1, 1.25f}}),
            Nd4j.createFromArray(0.1, -7e300)),
        arrays);
  }

  private String refused(Path file) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> Checkpoint.readWeights(file))
            .getMessage();
    return message.replace(file.toString(), "FILE");
  }

  private Path zip(byte[]... entries) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (int i = 0; i < entries.length; i++) {
        zip.putNextEntry(new ZipEntry(i + ".npy"));
        zip.write(entries[i]);
      }
    }
    return Files.write(folder.resolve("bad.npz"), out.toByteArray());
  }

  private static byte[] array(String header, int bytes) {
    String start = "\u0093NUMPY\u0001\u0000" + (char) header.length() + "\u0000" + header;
    byte[] all = start.getBytes(StandardCharsets.ISO_8859_1);
    return Arrays.copyOf(all, all.length + bytes);
  }

  @Test
  void otherFilesAreRefused() throws IOException {
    String who = "Checkpoint.readWeights expects a file of weights, but FILE ";
    String fix = ": name one that modelCheckpoint wrote";
    assertEquals(who + "does not exist" + fix, refused(folder.resolve("none.npz")));
    assertEquals(who + "cannot be read: Is a directory" + fix, refused(folder));
    Path file = folder.resolve("bad.npz");
    assertEquals(who + "holds no arrays" + fix, refused(Files.writeString(file, "hello")));
    assertEquals(who + "holds no arrays" + fix, refused(Files.write(file, new byte[0])));
    String kind = "cannot be read: an array is not of floats or doubles in one or two dimensions";
    String good = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }\n";
    assertEquals(1, Checkpoint.readWeights(zip(array(good, 24))).size());
    assertEquals(who + kind + fix, refused(zip(array(good.replace("<f4", "<i8"), 24))));
    assertEquals(who + kind + fix, refused(zip(array(good.replace("<f4", ">f4"), 24))));
    assertEquals(who + kind + fix, refused(zip(array(good.replace("False", "True"), 24))));
    assertEquals(who + kind + fix, refused(zip(array(good.replace("2, 3", "2, 3, 1"), 24))));
    assertEquals(who + kind + fix, refused(zip(array(good.replace("2, 3", ""), 24))));
    assertEquals(who + kind + fix, refused(zip(array("{}", 24))));
    assertEquals(
        who + "cannot be read: an array has 20 bytes instead of [2, 3]" + fix,
        refused(zip(array(good, 24), array(good, 20))));
    assertEquals(
        who + "cannot be read: an array has 24 bytes instead of [999999999, 999999999]" + fix,
        refused(zip(array(good.replace("2, 3", "999999999, 999999999"), 24))));
    assertEquals(
        who + "cannot be read: an array has 0 bytes instead of [0, 3]" + fix,
        refused(zip(array(good.replace("2, 3", "0, 3"), 0))));
    assertEquals(
        who + "cannot be read: it holds no arrays of NumPy" + fix,
        refused(zip("something else".getBytes(StandardCharsets.UTF_8))));
    assertEquals(who + "ends too early" + fix, refused(zip(new byte[5])));
    assertEquals(who + "ends too early" + fix, refused(zip(Arrays.copyOf(array(good, 0), 40))));
    byte[] whole = Files.readAllBytes(zip(array(good, 24)));
    for (int length = 1; length < 60; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertTrue(refused(file).startsWith(who), "cut off after " + length);
    }
  }

  @Test
  void namesThatAreNoneAreRefused() {
    assertEquals(
        "Checkpoint.readWeights expects the name of a file, but got null: pass one",
        assertThrows(IllegalArgumentException.class, () -> Checkpoint.readWeights((String) null))
            .getMessage());
    assertEquals(
        "Checkpoint.readWeights expects the path of a file, but got null: pass one",
        assertThrows(IllegalArgumentException.class, () -> Checkpoint.readWeights((Path) null))
            .getMessage());
    assertEquals(
        "Checkpoint.readWeights expects the name of a file, but got Nul character not allowed: a\0b: mend it",
        assertThrows(IllegalArgumentException.class, () -> Checkpoint.readWeights("a\0b"))
            .getMessage());
  }

  // ---- names

  @Test
  void namesHavePlacesForNumbers() throws IOException {
    model(DataType.FLOAT)
        .fit(
            X,
            Y,
            epochs(11)
                .verbose(0)
                .callbacks(modelCheckpoint(folder + "/{epoch:02d}.npz").everyEpochs(5)));
    assertEquals(List.of("05.npz", "10.npz"), files());
    Map<String, Number> numbers = Map.of("epoch", 7, "val_loss", 0.125, "loss", 1e-5);
    assertEquals("7-0.1250", new FileName("{epoch}-{val_loss:.4f}").of(numbers).toString());
    assertEquals("007/1.00e-05", new FileName("{epoch:03d}/{loss:.2e}").of(numbers).toString());
    assertEquals("7   7", new FileName("{epoch:d}{epoch:4d}").of(numbers).toString());
    assertEquals("0.125 1.0E-5", new FileName("{val_loss} {loss}").of(numbers).toString());
    assertEquals("a$1", new FileName("a$1").of(numbers).toString());
    assertEquals(Path.of("/a/b"), new FileName("/a/b/x-{epoch}.npz").folder());
    assertEquals(Path.of("/a"), new FileName("/a/b{epoch}/x.npz").folder());
    assertEquals(Path.of("").toAbsolutePath(), new FileName("{epoch}/x.npz").folder());
  }

  private static String error(Runnable call) {
    return assertThrows(IllegalArgumentException.class, call::run).getMessage();
  }

  @Test
  void namesThatCannotBeAreRefused() {
    for (String bad :
        List.of("{epoch", "a}b", "{}", "{epoch:2f}", "{epoch:.4}", "{a b}", "{epoch:99999d}")) {
      assertEquals(
          "modelCheckpoint expects places such as {epoch}, {epoch:02d} or {val_loss:.4f} in a file name, but got "
              + bad
              + ": mend what stands in braces",
          error(() -> modelCheckpoint(bad)));
    }
    for (String bad : List.of("", " ", "/", "a\0")) {
      assertEquals(
          "modelCheckpoint expects the name of a file or folder, but got \""
              + bad
              + "\": use another",
          error(() -> modelCheckpoint(bad)));
    }
    assertEquals(
        "modelCheckpoint expects a file name such as \"best.npz\", but got null: pass one",
        error(() -> modelCheckpoint((String) null)));
    assertEquals(
        "modelCheckpoint expects a path such as Path.of(\"best.npz\"), but got null: pass one",
        error(() -> modelCheckpoint((Path) null)));
    assertEquals(
        "modelCheckpoint expects a new Checkpoint(), but got null: pass one",
        error(() -> modelCheckpoint((Checkpoint) null)));
  }

  private static String failure(Sequential model, Callback... callbacks) {
    return error(() -> model.fit(X, Y, epochs(2).verbose(0).callbacks(callbacks)));
  }

  @Test
  void aPlaceOfAnotherNameIsRefusedAfterAnEpoch() throws IOException {
    Sequential model = model(DataType.FLOAT);
    assertEquals(
        "modelCheckpoint expects places among [epoch, loss] in a file name, but got {val_loss} in "
            + folder
            + "/{val_loss:.2f}.npz: name one of these",
        failure(model, modelCheckpoint(folder + "/{val_loss:.2f}.npz")));
    assertEquals(
        "modelCheckpoint expects places among [epoch, batch, loss] in a file name, but got {accuracy} in "
            + folder
            + "/{accuracy}.npz: name one of these",
        failure(model, modelCheckpoint(folder + "/{accuracy}.npz").saveFreq(1)));
    assertEquals(List.of(), files());
    assertEquals(1, model.history().epochs());
  }

  /** Before an epoch is spent, with the model as it was. */
  @Test
  void placesThatCannotBeWrittenAreRefusedAtOnce() throws IOException {
    Sequential model = model(DataType.FLOAT);
    List<double[]> before = numbers(model.getWeights());
    Path file = Files.writeString(folder.resolve("file"), "mine");
    assertEquals(
        "modelCheckpoint expects a folder to write to, but cannot make "
            + file
            + ": use another, or remove what is in its way",
        failure(model, modelCheckpoint(file.resolve("weights.npz"))));
    assertEquals(
        "modelCheckpoint expects a folder to write to, but cannot make "
            + file
            + ": use another, or remove what is in its way",
        failure(model, modelCheckpoint(file + "/{epoch}.npz")));
    assertEquals(
        "modelCheckpoint expects the name of a file, but "
            + folder
            + " is a folder: add a name to it",
        failure(model, modelCheckpoint(folder)));
    assertEquals("mine", Files.readString(file));
    for (int i = 0; i < before.size(); i++) {
      assertArrayEquals(before.get(i), numbers(model.getWeights()).get(i));
    }
    assertEquals(0, model.history().epochs());
  }

  /** The folder vanishes during the fit, and something else is in its place. */
  @Test
  void aPlaceThatIsLostEndsTheFit() throws IOException {
    Sequential model = model(DataType.FLOAT);
    Path place = Files.createDirectory(folder.resolve("place"));
    assertEquals(
        "modelCheckpoint expects a folder to write to, but cannot make "
            + place
            + ": use another, or remove what is in its way",
        failure(
            model,
            onEpochEnd(
                (epoch, logs) -> {
                  try {
                    Files.delete(place);
                    Files.writeString(place, "");
                  } catch (IOException e) {
                    throw new IllegalStateException(e);
                  }
                }),
            modelCheckpoint(place.resolve("w.npz"))));
    assertEquals(2, model.fit(X, Y, epochs(1).verbose(0)).epochs());
  }

  @Test
  void aWriteThatFailsIsTold() {
    Path file = folder.resolve("none").resolve("x");
    IllegalStateException e =
        assertThrows(
            IllegalStateException.class, () -> Output.write("csvLogger", file, new byte[1]));
    assertEquals(
        "csvLogger expects to write "
            + file
            + ", but cannot (java.nio.file.NoSuchFileException: "
            + file
            + "): the model can be used on; make room, or use another place",
        e.getMessage());
  }

  /** What is there already stays until the new file is whole. */
  @Test
  void aFileIsReplacedAsAWhole() throws IOException {
    Path file = folder.resolve("w.npz");
    WeightFile.write(file, List.of(Nd4j.createFromArray(1f, 2f)));
    byte[] before = Files.readAllBytes(file);
    assertThrows(
        RuntimeException.class,
        () -> WeightFile.write(file, Arrays.asList(Nd4j.createFromArray(3f), null)));
    assertArrayEquals(before, Files.readAllBytes(file));
    assertEquals(List.of("w.npz"), files());
    WeightFile.write(file, List.of(Nd4j.createFromArray(5f)));
    assertEquals(5, Checkpoint.readWeights(file).get(0).getDouble(0));
  }

  // ---- options

  @Test
  void optionsThatContradictAreRefused() {
    ModelCheckpoint c = modelCheckpoint("w.npz");
    assertEquals(
        "modelCheckpoint expects a saveFreq, of batches, or saveBestOnly, of epochs, but got both: leave one out",
        error(() -> c.saveBestOnly(true).saveFreq(10)));
    assertEquals(
        "modelCheckpoint expects a saveFreq, of batches, or everyEpochs, of epochs, but got both: leave one out",
        error(() -> c.saveFreq(10).everyEpochs(2)));
    assertEquals(
        "modelCheckpoint expects a saveFreq of at least 1 batch, or 0 for epochs, but got -1: use for example saveFreq(1000)",
        error(() -> c.saveFreq(-1)));
    assertEquals(
        "modelCheckpoint expects everyEpochs of at least 1, but got 0: use for example everyEpochs(5)",
        error(() -> c.everyEpochs(0)));
    assertEquals(
        "modelCheckpoint expects a finite initialValueThreshold, or NaN for none, but got Infinity: use for example initialValueThreshold(0.5)",
        error(() -> c.initialValueThreshold(1 / 0.0)));
    assertEquals(
        "modelCheckpoint expects a mode such as Mode.MAX, but got null: pass one",
        error(() -> c.mode(null)));
    assertEquals(
        "modelCheckpoint expects a file name or a Checkpoint, but got both: pass one",
        error(
            () ->
                new ModelCheckpoint(
                    "a", new Checkpoint(), "loss", false, Mode.AUTO, 1, 0, Double.NaN)));
  }

  @Test
  void callsPrintAsTheyAreWritten() {
    assertEquals("modelCheckpoint(\"w.npz\")", modelCheckpoint("w.npz").toString());
    assertEquals(
        "modelCheckpoint(checkpoint).monitor(\"loss\").saveBestOnly(true).mode(Mode.MAX).everyEpochs(3).initialValueThreshold(0.5)",
        modelCheckpoint(new Checkpoint())
            .initialValueThreshold(0.5)
            .everyEpochs(3)
            .mode(Mode.MAX)
            .saveBestOnly(true)
            .monitor("loss")
            .toString());
    assertEquals(
        "modelCheckpoint(\"a.npz\").saveFreq(7)",
        modelCheckpoint(Path.of("a.npz")).saveFreq(7).toString());
  }

  // ---- in memory

  @Test
  void aCheckpointHasTheLastThatWasSaved() {
    Checkpoint checkpoint = new Checkpoint();
    assertTrue(checkpoint.isEmpty());
    assertEquals("Checkpoint, empty", checkpoint.toString());
    String none =
        "Checkpoint expects weights that a fit saved, but there are none: fit with callbacks(modelCheckpoint(checkpoint)) first";
    for (Runnable call :
        List.<Runnable>of(checkpoint::weights, checkpoint::epoch, checkpoint::logs)) {
      assertEquals(none, assertThrows(IllegalStateException.class, call::run).getMessage());
    }
    Sequential model = model(DataType.FLOAT);
    List<List<INDArray>> each = new ArrayList<>();
    model.fit(
        X,
        Y,
        epochs(5)
            .verbose(0)
            .callbacks(
                modelCheckpoint(checkpoint).everyEpochs(2),
                onEpochEnd((epoch, logs) -> each.add(model.getWeights()))));
    assertEquals(4, checkpoint.epoch());
    assertSame(each.get(3), checkpoint.weights());
    double loss = model.history().loss()[3];
    assertEquals(Map.of("loss", loss), checkpoint.logs());
    assertEquals("Checkpoint of epoch 4 {loss=" + loss + "}", checkpoint.toString());
    checkpoint.weights().get(0).putScalar(0, 77); // a copy
    assertSame(each.get(3), checkpoint.weights());
    assertThrows(UnsupportedOperationException.class, () -> checkpoint.logs().clear());
  }
}
