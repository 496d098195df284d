package org.chainrule.data;

import static org.junit.jupiter.api.Assertions.*;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** The .npy and .npz files in resources/numpy are NumPy's own, see test/python/data.py. */
class ArrayFilesTest {
  private static final Path NUMPY = Path.of("src/test/resources/numpy");

  @TempDir Path folder;

  // ---- reading what NumPy wrote

  /** Number i of an array of the script. */
  private static double golden(ElementType type, int i) {
    if (type == ElementType.BOOL) {
      return i % 3 == 0 ? 1 : 0;
    }
    double value = type.isUnsigned() ? 3 * i : 3 * i - 30;
    return type.isFloat() ? value / 4 : value;
  }

  @ParameterizedTest
  @EnumSource(ElementType.class)
  void everyTypeAndOrder(ElementType type) {
    for (String file : List.of("types.npz", "compressed.npz")) {
      Npz golden = Npz.read(NUMPY.resolve(file));
      assertEquals(12 * 5, golden.names().size());
      for (String order : List.of("little_C", "little_F", "big_C", "big_F")) {
        StoredArray array = golden.get(type + "_" + order);
        assertEquals(type + " (2, 3, 4)", array.toString());
        assertEquals(type, array.type());
        assertArrayEquals(new int[] {2, 3, 4}, array.shape());
        for (int i = 0; i < 24; i++) {
          assertEquals(golden(type, i), array.toDoubles()[i], type + " " + order + " " + i);
        }
      }
    }
  }

  @Test
  void smallestAndLargestNumbers() {
    Npz golden = Npz.read(NUMPY.resolve("types.npz"));
    assertArrayEquals(new int[] {-128, 127}, golden.get("extremes_int8").toInts());
    assertArrayEquals(new int[] {0, 255}, golden.get("extremes_uint8").toInts());
    assertArrayEquals(new int[] {-32768, 32767}, golden.get("extremes_int16").toInts());
    assertArrayEquals(new int[] {0, 65535}, golden.get("extremes_uint16").toInts());
    assertArrayEquals(
        new int[] {Integer.MIN_VALUE, Integer.MAX_VALUE}, golden.get("extremes_int32").toInts());
    assertArrayEquals(new long[] {0, 4294967295L}, golden.get("extremes_uint32").toLongs());
    assertArrayEquals(
        new long[] {Long.MIN_VALUE, Long.MAX_VALUE}, golden.get("extremes_int64").toLongs());
    assertArrayEquals(new double[] {0, 0x1p64}, golden.get("extremes_uint64").toDoubles());
    assertArrayEquals(
        floats(-65504, 65504, 0x1p-14, 0x1p-24), golden.get("extremes_float16").toDoubles());
    assertArrayEquals(
        floats(-Float.MAX_VALUE, Float.MAX_VALUE, Float.MIN_NORMAL, Float.MIN_VALUE),
        golden.get("extremes_float32").toDoubles());
    assertArrayEquals(
        floats(-Double.MAX_VALUE, Double.MAX_VALUE, Double.MIN_NORMAL, Double.MIN_VALUE),
        golden.get("extremes_float64").toDoubles());
  }

  private static double[] floats(double... first) {
    double[] all = Arrays.copyOf(first, 8);
    System.arraycopy(
        new double[] {-0.0, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NaN},
        0,
        all,
        4,
        4);
    return all;
  }

  @Test
  void shapes() {
    Npz golden = Npz.read(NUMPY.resolve("shapes.npz").toString());
    assertEquals(
        "[scalar, one, vector, none, no_rows, no_columns, fortran, transposed, deep, six]",
        golden.names().toString());
    StoredArray scalar = golden.get("scalar");
    assertEquals("float64 ()", scalar.toString());
    assertEquals(0, scalar.rank());
    assertArrayEquals(new double[] {2.5}, scalar.toDoubles());
    assertArrayEquals(new int[] {7}, golden.get("one").toInts());
    assertArrayEquals(
        new double[][] {{0}, {1}, {2}, {3}, {4}}, golden.get("vector").toDoubleRows());
    assertEquals("float64 (0,)", golden.get("none").toString());
    assertArrayEquals(new float[0][], golden.get("no_rows").toFloatRows());
    assertArrayEquals(new double[3][0], golden.get("no_columns").toDoubleRows());
    assertArrayEquals(new float[][] {{0, 1, 2}, {3, 4, 5}}, golden.get("fortran").toFloatRows());
    assertArrayEquals(
        new double[][] {{0, 3}, {1, 4}, {2, 5}}, golden.get("transposed").toDoubleRows());
    StoredArray deep = golden.get("deep");
    assertArrayEquals(new int[] {2, 3, 4, 5}, deep.shape());
    for (int i = 0; i < 120; i++) {
      assertEquals(i, deep.toInts()[i]);
    }
    assertEquals(119, deep.toDoubleRows()[1][59]);
    assertArrayEquals(new int[] {2, 2, 2, 2, 2, 2}, golden.get("six").shape());
    assertEquals("scalar: float64 ()", golden.toString().lines().findFirst().orElseThrow());
  }

  @ParameterizedTest
  @ValueSource(strings = {"version1.npy", "version2.npy", "version3.npy", "python2.npy"})
  void everyVersion(String file) {
    StoredArray array = Npy.read(NUMPY.resolve(file));
    assertArrayEquals(new double[][] {{0, 1, 2}, {3, 4, 5}}, array.toDoubleRows());
    assertArrayEquals(new int[] {0, 1, 2, 3, 4, 5}, Npy.read(NUMPY + "/" + file).toInts());
  }

  @Test
  void otherSpellingsOfAHeader() throws IOException {
    byte[] numbers = {1, 0, 2, 0};
    for (String header :
        List.of(
            "{'descr':'<i2','fortran_order':False,'shape':(2,)}",
            "  { \"shape\" : ( 2 , ) , \"descr\" : '<i2' ,'fortran_order':True}\n\n ",
            "{'shape': (2,1), 'fortran_order': False, 'descr': '<i2',}")) {
      assertArrayEquals(new int[] {1, 2}, Npy.read(npy(header, numbers)).toInts(), header);
    }
    assertArrayEquals(
        new int[] {2},
        Npy.read(npy("{'descr': '<u1', 'fortran_order': False, 'shape': ()}", 2)).toInts());
    assertArrayEquals(
        new int[] {1},
        Npy.read(npy("{'descr': '|b1', 'fortran_order': False, 'shape': (1,)}", 7)).toInts());
  }

  /** A file with a header that was made by hand. */
  private Path npy(String header, int... numbers) throws IOException {
    byte[] bytes = new byte[numbers.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) numbers[i];
    }
    return npy(header, bytes);
  }

  private Path npy(String header, byte[] numbers) throws IOException {
    ByteBuffer file =
        ByteBuffer.allocate(10 + header.length() + numbers.length).order(ByteOrder.LITTLE_ENDIAN);
    file.put("\u0093NUMPY\1\0".getBytes(StandardCharsets.ISO_8859_1));
    file.putShort((short) header.length()).put(header.getBytes(StandardCharsets.ISO_8859_1));
    file.put(numbers);
    return Files.write(folder.resolve("hand.npy"), file.array());
  }

  @Test
  void everyHalf() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      float value = Elements.ofHalf((short) bits);
      if (!Float.isNaN(value)) {
        assertEquals((short) bits, Elements.toHalf(value), "half " + bits);
      }
    }
    assertEquals(1, Elements.ofHalf((short) 0x3C00));
    assertEquals(-2, Elements.ofHalf((short) 0xC000));
    assertEquals(0.333251953125f, Elements.ofHalf((short) 0x3555)); // 1365/4096
    assertEquals(0x1.ff8p-15f, Elements.ofHalf((short) 0x03FF)); // 1023/2²⁴, subnormal
    assertTrue(Float.isNaN(Elements.ofHalf(Elements.toHalf(Float.NaN))));
  }

  // ---- writing

  /** The bytes that NumPy wrote of an array. */
  private static byte[] entry(String file, String name) throws IOException {
    try (ZipFile zip = new ZipFile(NUMPY.resolve(file).toFile());
        InputStream in = zip.getInputStream(zip.getEntry(name + ".npy"))) {
      return in.readAllBytes();
    }
  }

  @ParameterizedTest
  @EnumSource(ElementType.class)
  void writtenBytesAreNumpys(ElementType type) throws IOException {
    Npz golden = Npz.read(NUMPY.resolve("types.npz"));
    Path file = folder.resolve("a.npy");
    for (String name : List.of(type + "_little_C", "extremes_" + type)) {
      Npy.write(file, golden.get(name));
      assertArrayEquals(entry("types.npz", name), Files.readAllBytes(file), name);
    }
    Npy.write(file.toString(), golden.get(type + "_big_F"));
    assertArrayEquals(entry("types.npz", type + "_little_C"), Files.readAllBytes(file));
  }

  @Test
  void writtenShapesAreNumpys() throws IOException {
    Npz golden = Npz.read(NUMPY.resolve("shapes.npz"));
    Path file = folder.resolve("a.npy");
    for (String name : List.of("scalar", "one", "vector", "none", "no_rows", "no_columns", "six")) {
      Npy.write(file, golden.get(name));
      assertArrayEquals(entry("shapes.npz", name), Files.readAllBytes(file), name);
    }
    Npy.write(file, new double[][] {{0, 1, 2}, {3, 4, 5}});
    assertArrayEquals(Files.readAllBytes(NUMPY.resolve("version1.npy")), Files.readAllBytes(file));
  }

  @Test
  void allBytesOfASmallFile() throws IOException {
    Path file = folder.resolve("a.npy");
    Npy.write(file, new int[][] {{1, -2}});
    String text = "{'descr': '<i4', 'fortran_order': False, 'shape': (1, 2), }";
    assertEquals(
        "934e554d50590100" // magic and version
            + "7600" // 118 = 128 − 10
            + HexFormat.of()
                .formatHex((text + " ".repeat(58) + "\n").getBytes(StandardCharsets.UTF_8))
            + "01000000feffffff",
        HexFormat.of().formatHex(Files.readAllBytes(file)));
  }

  @Test
  void javaArraysKeepTypeAndShape() throws IOException {
    Map<String, Object> arrays = new LinkedHashMap<>();
    arrays.put("bool (2,)", new boolean[] {true, false});
    arrays.put("int8 (1, 3)", new byte[][] {{-1, 2, 3}});
    arrays.put("int16 (3, 1)", new short[][] {{-1}, {2}, {300}});
    arrays.put("int32 (2,)", new int[] {1, -70000});
    arrays.put("int64 (1, 1, 2)", new long[][][] {{{1, Long.MIN_VALUE}}});
    arrays.put("float32 (2, 2)", new float[][] {{1, 0.1f}, {2, 3}});
    arrays.put("float64 (2, 1, 2)", new double[][][] {{{1, 0.1}}, {{2, 3}}});
    arrays.put("float64 (0,)", new double[0]);
    arrays.put("float32 (2, 0)", new float[2][0]);
    for (Path file : List.of(folder.resolve("stored.npz"), folder.resolve("packed.npz"))) {
      if (file.endsWith("stored.npz")) {
        Npz.write(file, arrays);
      } else {
        Npz.writeCompressed(file.toString(), arrays);
      }
      Npz again = Npz.read(file);
      assertEquals(List.copyOf(arrays.keySet()), again.names());
      arrays.forEach((kind, array) -> assertEquals(kind, again.get(kind).toString()));
      assertArrayEquals(new long[] {1, Long.MIN_VALUE}, again.get("int64 (1, 1, 2)").toLongs());
      assertArrayEquals(new int[] {-1, 2, 300}, again.get("int16 (3, 1)").toInts());
      assertArrayEquals(
          new float[][] {{1, 0.1f}, {2, 3}}, again.get("float32 (2, 2)").toFloatRows());
      assertArrayEquals(new double[] {1, 0.1, 2, 3}, again.get("float64 (2, 1, 2)").toDoubles());
      Npy.write(folder.resolve("one.npy"), arrays.get("float32 (2, 2)"));
      assertEquals("float32 (2, 2)", Npy.read(folder.resolve("one.npy")).toString());
    }
    assertTrue(Files.size(folder.resolve("packed.npz")) < Files.size(folder.resolve("stored.npz")));
    byte[] first = Files.readAllBytes(folder.resolve("stored.npz"));
    Npz.write(folder.resolve("stored.npz"), arrays);
    assertArrayEquals(first, Files.readAllBytes(folder.resolve("stored.npz")), "no time in it");
  }

  @Test
  void arraysOfManyBlocks() {
    double[] values = new double[100_003]; // 12.2 blocks of 2¹⁶ bytes
    Arrays.setAll(values, i -> i / 7.0);
    Path file = folder.resolve("a.npy");
    Npy.write(file, values);
    assertArrayEquals(values, Npy.read(file).toDoubles());
  }

  @Test
  void storedArraysAreCopies() {
    float[][] x = {{1, 2}};
    StoredArray array = StoredArray.of(x);
    x[0][0] = 9;
    array.shape()[0] = 7;
    array.toFloats()[0] = 7;
    array.toFloatRows()[0][0] = 7;
    assertArrayEquals(new float[][] {{1, 2}}, array.toFloatRows());
    assertEquals("float32 (1, 2)", array.toString());
    assertSame(array, StoredArray.of(array));
  }

  @Test
  void aFailureLeavesTheFileAsItWas() throws IOException {
    Path file = Files.writeString(folder.resolve("a.npy"), "precious");
    assertThrows(
        IllegalArgumentException.class,
        () ->
            OutputFile.write(
                "test",
                file,
                out -> {
                  out.write(new byte[100_000]);
                  throw new IOException("disk full");
                }));
    assertThrows(
        IllegalStateException.class,
        () ->
            OutputFile.write(
                "test",
                file,
                out -> {
                  throw new IllegalStateException("bug");
                }));
    assertThrows(IllegalArgumentException.class, () -> Npy.write(file, "text"));
    assertEquals("precious", Files.readString(file));
    try (var files = Files.list(folder)) {
      assertEquals(List.of(file), files.toList(), "nothing is left beside it");
    }
    Npy.write(file, new int[] {3});
    assertArrayEquals(new int[] {3}, Npy.read(file).toInts());
  }

  @Test
  void aLinkStaysALink() throws IOException {
    Path file = Files.createDirectory(folder.resolve("real")).resolve("a.npy");
    Npy.write(file, new int[] {1});
    Path link = Files.createSymbolicLink(folder.resolve("link.npy"), file);
    Npy.write(link, new int[] {2});
    assertTrue(Files.isSymbolicLink(link));
    assertArrayEquals(new int[] {2}, Npy.read(file).toInts());
  }

  // ---- ND4J's arrays

  @ParameterizedTest
  @EnumSource(ElementType.class)
  void ndArraysKeepTypeAndNumbers(ElementType type) {
    Npz golden = Npz.read(NUMPY.resolve("types.npz"));
    StoredArray array = golden.get(type + "_little_C");
    INDArray nd = array.toINDArray();
    assertArrayEquals(new long[] {2, 3, 4}, nd.shape());
    for (int i = 0; i < 24; i++) {
      assertEquals(golden(type, i), nd.getDouble(i / 12, i / 4 % 3, i % 4), type + " " + i);
    }
    StoredArray again = StoredArray.of(nd);
    assertEquals(array.toString(), again.toString());
    assertArrayEquals(array.toDoubles(), again.toDoubles());
    StoredArray extremes = golden.get("extremes_" + type);
    StoredArray back = StoredArray.of(extremes.toINDArray());
    assertEquals(extremes.toString(), back.toString());
    assertArrayEquals(extremes.toDoubles(), back.toDoubles());
    if (type == ElementType.INT64) {
      assertArrayEquals(extremes.toLongs(), back.toLongs());
    }
  }

  @Test
  void ndArraysOfAnyShapeOrderAndView() {
    Npz golden = Npz.read(NUMPY.resolve("shapes.npz"));
    for (String name : golden.names()) {
      StoredArray array = golden.get(name);
      INDArray nd = array.toINDArray();
      assertArrayEquals(Arrays.stream(array.shape()).asLongStream().toArray(), nd.shape(), name);
      StoredArray again = StoredArray.of(nd);
      assertEquals(array.toString(), again.toString(), name);
      assertArrayEquals(array.toDoubles(), again.toDoubles(), name);
    }
    INDArray matrix = Nd4j.createFromArray(new float[][] {{1, 2, 3}, {4, 5, 6}, {7, 8, 9}});
    INDArray view = matrix.get(NDArrayIndex.interval(1, 3), NDArrayIndex.interval(0, 2));
    for (INDArray same : List.of(view, view.dup('f'), view.transpose().dup('c').transpose())) {
      assertArrayEquals(new float[][] {{4, 5}, {7, 8}}, StoredArray.of(same).toFloatRows());
    }
    assertArrayEquals(
        new double[][] {{4, 7}, {5, 8}}, StoredArray.of(view.transpose()).toDoubleRows());
    assertEquals(DataType.FLOAT, StoredArray.of(view).toINDArray().dataType());
  }

  // ---- IDX

  private static byte[] idx(int type, int[] shape, int... numbers) {
    ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * shape.length + numbers.length);
    bytes.put((byte) 0).put((byte) 0).put((byte) type).put((byte) shape.length);
    for (int n : shape) {
      bytes.putInt(n);
    }
    for (int number : numbers) {
      bytes.put((byte) number);
    }
    return bytes.array();
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    }
    return packed.toByteArray();
  }

  @Test
  void everyTypeOfIdx() throws IOException {
    Path file = folder.resolve("a.idx");
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("uint8 (2,) [1.0, 255.0]", idx(8, new int[] {2}, 1, 255));
    files.put("int8 (2,) [1.0, -1.0]", idx(9, new int[] {2}, 1, 255));
    files.put("int16 (1,) [258.0]", idx(11, new int[] {1}, 1, 2));
    files.put("int32 (1, 1) [-2.0]", idx(12, new int[] {1, 1}, 255, 255, 255, 254));
    files.put("float32 (1,) [1.5]", idx(13, new int[] {1}, 0x3F, 0xC0, 0, 0));
    files.put("float64 (1,) [-2.0]", idx(14, new int[] {1}, 0xC0, 0, 0, 0, 0, 0, 0, 0));
    files.put("uint8 (0, 28) []", idx(8, new int[] {0, 28}));
    for (Map.Entry<String, byte[]> entry : files.entrySet()) {
      StoredArray array = Idx.read(Files.write(file, entry.getValue()));
      assertEquals(entry.getKey(), array + " " + Arrays.toString(array.toDoubles()));
      Path packed = Files.write(folder.resolve("a.gz"), gzip(entry.getValue()));
      assertArrayEquals(array.toDoubles(), Idx.read(packed.toString()).toDoubles());
    }
  }

  @Test
  void imagesWithLabels() throws IOException {
    Path images =
        Files.write(
            folder.resolve("images.gz"),
            gzip(idx(8, new int[] {2, 1, 3}, 0, 51, 255, 102, 204, 153)));
    Path labels = Files.write(folder.resolve("labels"), idx(8, new int[] {2}, 4, 0));
    Dataset data = Idx.dataset(images, labels, 5);
    assertEquals("2 samples × 3 in 5 classes", data.toString());
    assertArrayEquals(new double[][] {{0, 0.2, 1}, {0.4, 0.8, 0.6}}, data.x());
    assertArrayEquals(new int[] {4, 0}, data.labels());
    assertArrayEquals(data.x(), Idx.dataset(images.toString(), labels.toString(), 5).x());
  }

  @Test
  void anArchiveOfAnotherToolIsRead() throws IOException {
    Path file = folder.resolve("zip.npz");
    List<String> names = new ArrayList<>();
    try (var zip = new java.util.zip.ZipOutputStream(Files.newOutputStream(file))) {
      for (String name : List.of("b/c", "ä", "")) { // deflated with sizes after the data
        zip.putNextEntry(new ZipEntry(name + ".npy"));
        zip.write(Files.readAllBytes(NUMPY.resolve("version2.npy")));
        zip.closeEntry();
        names.add(name);
      }
    }
    assertEquals(names, Npz.read(file).names());
    assertEquals(5, Npz.read(file).get("ä").toDoubles()[5]);
  }
}
