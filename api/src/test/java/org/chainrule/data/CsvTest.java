package org.chainrule.data;

import static org.chainrule.data.Dataset.csv;
import static org.junit.jupiter.api.Assertions.*;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvTest {
  @TempDir Path folder;

  private Path file(String text) throws IOException {
    return file("data.csv", text);
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    }
    return packed.toByteArray();
  }

  // ---- columns

  private static final String FLOWERS =
      """
      length,width,color,species
      5.1,3.5,red,setosa
      4.9,-3e-1,blue,virginica
      +7,.5,red,setosa
      """;

  @Test
  void allColumnsButTheLabelAreFeatures() throws IOException {
    Dataset data = csv(file(FLOWERS)).label("species").categorical("color").read();
    assertEquals("3 samples × 4 in 2 classes", data.toString());
    assertEquals(List.of("length", "width", "color=blue", "color=red"), data.featureNames());
    assertEquals(List.of("setosa", "virginica"), data.classNames());
    assertArrayEquals(
        new double[][] {{5.1, 3.5, 0, 1}, {4.9, -0.3, 1, 0}, {7, 0.5, 0, 1}}, data.x());
    assertArrayEquals(new int[] {0, 1, 0}, data.labels());
  }

  @Test
  void featuresStandInTheOrderAskedFor() throws IOException {
    Csv options = csv(file(FLOWERS)).label("species");
    Dataset data = options.features("width", "length").read();
    assertEquals(List.of("width", "length"), data.featureNames());
    assertArrayEquals(new double[] {3.5, 5.1}, data.x()[0]);
    assertArrayEquals(new double[] {3.5, 5.1}, options.features(2, 1).read().x()[0]);
    assertEquals(
        List.of("color=blue", "color=red", "length"),
        options.features(3, 1).categorical(3).read().featureNames());
  }

  @Test
  void columnsAreLeftAloneByNameOrNumber() throws IOException {
    Path file = file(",a,b,note,y\n0,1,2,x,0\n1,3,4,y,1\n"); // an index without a name
    Csv options = csv(file).label("y").without(1);
    assertEquals(List.of("a", "b"), options.without("note").read().featureNames());
    assertEquals(List.of("b"), options.without("note", "a").read().featureNames());
    assertEquals(
        List.of("column1", "b"), csv(file).label("y").features(1, 3).read().featureNames());
  }

  @Test
  void targetsAreNumbersInTheOrderAskedFor() throws IOException {
    Path file = file("a,b,c\n1,2,3\n4,5,6\n");
    Dataset one = csv(file).target("b").read();
    assertArrayEquals(new double[][] {{1, 3}, {4, 6}}, one.x());
    assertArrayEquals(new double[] {2, 5}, (double[]) one.y());
    Dataset two = csv(file).target("c", "a").read();
    assertArrayEquals(new double[][] {{2}, {5}}, two.x());
    assertArrayEquals(new double[][] {{3, 1}, {6, 4}}, two.targets());
    assertArrayEquals(two.targets(), csv(file).target(3, 1).read().targets());
    assertFalse(two.isClassification());
  }

  @Test
  void aFileWithoutHeaderHasNumberedOrGivenNames() throws IOException {
    Path file = file("1,2,b\n3,4,a\n");
    Dataset data = csv(file).noHeader().label(3).read();
    assertEquals(List.of("column1", "column2"), data.featureNames());
    assertArrayEquals(new double[][] {{1, 2}, {3, 4}}, data.x());
    assertArrayEquals(new int[] {1, 0}, data.labels());
    assertArrayEquals(data.x(), csv(file).noHeader().label("column3").read().x());
    Dataset named = csv(file).noHeader("u", "v", "w").label("w").read();
    assertEquals(List.of("u", "v"), named.featureNames());
    assertEquals(2, named.size());
  }

  @Test
  void classesAreInAStableOrder() throws IOException {
    assertEquals(
        List.of("B", "a", "b"),
        csv(file("x,y\n1,b\n1,a\n1,B\n")).label("y").read().classNames(),
        "alphabet");
    Dataset numbers = csv(file("x,y\n1,10\n1,9\n1,-1.5\n1,2.0\n1,2\n")).label("y").read();
    assertEquals(List.of("-1.5", "2", "9", "10"), numbers.classNames(), "by number");
    assertArrayEquals(new int[] {3, 2, 0, 1, 1}, numbers.labels(), "2.0 is 2");
    assertEquals(
        List.of("0123", "1", "01"),
        csv(file("x,y\n1,0123\n1,1\n1,01\n"))
            .label("y")
            .classes("0123", "1", "01")
            .read()
            .classNames(),
        "other spellings stay apart, and the order said counts");
    Dataset said = csv(file("x,y\n1,b\n")).label("y").classes("c", "b", "a").read();
    assertEquals(3, said.classes());
    assertArrayEquals(new int[] {1}, said.labels());
  }

  @Test
  void categoriesThatAreSaidAreAllColumns() throws IOException {
    Dataset data =
        csv(file("c,y\ns,0\nxl,1\n")).label("y").categories("c", "s", "m", "l", "xl").read();
    assertEquals(List.of("c=s", "c=m", "c=l", "c=xl"), data.featureNames());
    assertArrayEquals(new double[][] {{1, 0, 0, 0}, {0, 0, 0, 1}}, data.x());
  }

  @Test
  void aTestFileIsReadLikeTheTrainingFile() throws IOException {
    Dataset train = csv(file(FLOWERS)).label("species").categorical("color").read();
    Path test = file("test.csv", "species,id,color,width,length\nvirginica,7,red,2,1\n");
    Dataset data = csv(test).label("species").like(train).read();
    assertEquals(train.featureNames(), data.featureNames());
    assertEquals(train.classNames(), data.classNames());
    assertArrayEquals(new double[][] {{1, 2, 0, 1}}, data.x());
    assertArrayEquals(new int[] {1}, data.labels());
    Path unlabelled = file("unlabelled.csv", "color,width,length\nblue,2,1\n");
    assertArrayEquals(new double[][] {{1, 2, 1, 0}}, csv(unlabelled).like(train).readX());
    assertArrayEquals(
        new double[][] {{1, 2, 1, 0}}, csv(unlabelled).label("species").like(train).readX());
  }

  @Test
  void featuresAreReadWithoutALabel() throws IOException {
    Path file = file(FLOWERS);
    Csv options = csv(file).categorical("color").label("species").dropMissing("species");
    assertArrayEquals(options.read().x(), options.readX());
    assertArrayEquals(
        new double[][] {{1}, {2}},
        csv(file("x,species\n1,\n2,a\n")).label("species").dropMissing("species").readX(),
        "the label is not looked at");
    assertArrayEquals(
        new double[][] {{1}, {2}},
        csv(file("x\n1\n2\n")).label("species").dropMissing("species").readX());
    assertArrayEquals(new double[][] {{5}}, csv(file("x,y\n5,6\n")).target("y").readX());
  }

  // ---- the format

  @Test
  void quotesSeparatorsAndLineBreaks() throws IOException {
    String text =
        "\uFEFF a , \"b\"\"c\",y\r\n\r\n \t\r\n1 , 2,\"two\r\nlines, \"\r\n\"3\",\" 4 \", plain \r\n";
    Dataset data = csv(file(text.replace(" \"b", "\"b"))).label("y").read();
    assertEquals(List.of("a", "b\"c"), data.featureNames());
    assertEquals(List.of("plain", "two\r\nlines, "), data.classNames());
    assertArrayEquals(new double[][] {{1, 2}, {3, 4}}, data.x());
    Csv plain = csv(file("x.csv", "a,y\n1,2\n3,4")).target("y");
    double[][] x = plain.readX();
    for (String end : List.of("\r\n", "\r", "\n\n\n")) {
      Path other = file("x.csv", "a,y" + end + "1,2" + end + "3,4" + end);
      assertArrayEquals(x, csv(other).target("y").readX(), () -> "end of line " + end);
    }
  }

  @Test
  void separatorAndQuoteCanBeOthers() throws IOException {
    Path file = file("a;b;'y;y'\n1;2;'it''s'\n3;4;z\n");
    Dataset data = csv(file).separator(';').quote('\'').label("y;y").read();
    assertArrayEquals(new double[][] {{1, 2}, {3, 4}}, data.x());
    assertEquals(List.of("it's", "z"), data.classNames());
    assertArrayEquals(
        new double[][] {{1}, {2}},
        csv(file("a\tb\n1\t7\n2\t8\n")).separator('\t').target("b").readX());
    assertArrayEquals(
        new double[][] {{1}, {2}}, csv(file("a b\n1 7\n2 8\n")).separator(' ').target("b").readX());
  }

  @Test
  void encodings() throws IOException {
    String text = "größe,art\n1,Schwertlilie\n2,鳶尾花\n3,\uD83C\uDF38\n";
    Path file = folder.resolve("data.csv");
    for (var charset : List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16)) {
      Files.write(file, text.getBytes(charset));
      Dataset data = csv(file).charset(charset).label("art").read();
      assertEquals(List.of("größe"), data.featureNames());
      assertEquals(List.of("Schwertlilie", "鳶尾花", "\uD83C\uDF38"), data.classNames());
    }
    Files.write(file, "größe,art\n1,a\n".getBytes(StandardCharsets.ISO_8859_1));
    Csv latin = csv(file).charset(StandardCharsets.ISO_8859_1).label("art");
    assertEquals(List.of("größe"), latin.read().featureNames());
  }

  @Test
  void theLastCharacterMayBeCutByABlock() throws IOException {
    for (int fill = 16370; fill < 16390; fill++) { // blocks of 2¹⁴ bytes
      String name = "x".repeat(fill) + "\uD83C\uDF38é";
      Csv options = csv(file(name + ",y\n1,2\n3,4\n")).target("y");
      assertEquals(List.of(name), options.read().featureNames());
    }
  }

  @Test
  void packedFilesAreUnpackedByTheirName() throws IOException {
    Path file = folder.resolve("data.CSV.GZ");
    Files.write(file, gzip(FLOWERS.getBytes(StandardCharsets.UTF_8)));
    Csv options = csv(file.toString()).categorical("color").label("species");
    assertArrayEquals(new double[] {4.9, -0.3, 1, 0}, options.read().x()[1]);
    assertEquals(3, ((double[][]) options.batches(5).iterator().next().x()).length);
  }

  // ---- missing values

  private static final String GAPS = "a,b,c,y\n1,NA,u,p\n,2,,q\n5,,u,p\n3,2,v,q\n3,7,?,p\n";

  @Test
  void rowsWithMissingValuesAreLeftOut() throws IOException {
    Csv options = csv(file(GAPS)).categorical("c").label("y");
    Dataset rest = options.dropMissing().read();
    assertArrayEquals(new double[][] {{3, 2, 1}}, rest.x());
    assertEquals(List.of("q"), rest.classNames(), "what only dropped rows have is not there");
    assertEquals(List.of("a", "b", "c=v"), rest.featureNames());
    Dataset some = options.dropMissing("a", "c").fillMissing(-1, "b").read();
    assertArrayEquals(new double[][] {{1, -1, 1, 0}, {5, -1, 1, 0}, {3, 2, 0, 1}}, some.x());
    assertEquals(List.of("p", "q"), some.classNames());
  }

  @Test
  void missingValuesAreFilledIn() throws IOException {
    Csv options = csv(file(GAPS)).categorical("c").label("y");
    Dataset said = options.fillMissing(0).fillMissing("none").read();
    assertEquals(List.of("a", "b", "c=none", "c=u", "c=v"), said.featureNames());
    assertArrayEquals(
        new double[][] {
          {1, 0, 0, 1, 0}, {0, 2, 1, 0, 0}, {5, 0, 0, 1, 0}, {3, 2, 0, 0, 1}, {3, 7, 1, 0, 0}
        },
        said.x());
    // means of 1, 5, 3, 3 and of 2, 2, 7; u twice
    Dataset found = options.fillMissingWithMean().fillMissingWithMostFrequent("c").read();
    assertArrayEquals(new double[] {1, 11 / 3.0, 1, 0}, found.x()[0], 1e-15);
    assertArrayEquals(new double[] {3, 2, 1, 0}, found.x()[1], 1e-15);
    assertArrayEquals(new double[] {3, 7, 1, 0}, found.x()[4], 1e-15);
    // 3 twice, 2 twice, u twice
    Dataset frequent = options.fillMissingWithMostFrequent().read();
    assertArrayEquals(new double[] {1, 2, 1, 0}, frequent.x()[0]);
    assertArrayEquals(new double[] {3, 2, 1, 0}, frequent.x()[1]);
    assertEquals(List.of("a", "b", "c=u", "c=v"), frequent.featureNames());
  }

  @Test
  void ofEquallyFrequentValuesTheFirstFillsIn() throws IOException {
    Csv options = csv(file("a,b,y\n7,v,0\n-2,u,0\n,,0\n")).categorical("b").target("y");
    Dataset data = options.fillMissingWithMostFrequent().read();
    assertArrayEquals(new double[] {-2, 1, 0}, data.x()[2]);
    Csv said = csv(file("a,y\n,0\nv,0\nu,0\n")).categories("a", "w", "v", "u").target("y");
    assertArrayEquals(
        new double[] {0, 1, 0}, said.fillMissingWithMostFrequent().read().x()[0], "the order said");
  }

  @Test
  void laterPoliciesAndNamedOnesWin() throws IOException {
    Csv options = csv(file("a,b,y\n,,1\n2,4,1\n")).target("y");
    assertArrayEquals(
        new double[] {9, 8},
        options.fillMissing(8).fillMissing(9, "a").dropMissing("y").read().x()[0]);
    assertArrayEquals(
        new double[] {9, 4}, options.fillMissing(9, "a").fillMissingWithMean().read().x()[0]);
    assertArrayEquals(
        new double[] {7, 8},
        options.fillMissing(9, "a").fillMissing(8).fillMissing(7, "a").read().x()[0]);
    assertEquals(1, options.fillMissing(9).dropMissing().read().size());
  }

  @Test
  void whatIsMissingCanBeSaid() throws IOException {
    Path file = file("country,a,y\nNA,-99,1\nDE,3,0\n");
    Dataset data =
        csv(file).categorical("country").label("y").missingTexts("", "-99").fillMissing(0).read();
    assertEquals(List.of("country=DE", "country=NA", "a"), data.featureNames());
    assertArrayEquals(new double[] {0, 1, 0}, data.x()[0]);
  }

  @Test
  void aSingleColumnCanHaveMissingValuesInQuotes() throws IOException {
    assertArrayEquals(
        new double[][] {{1}, {4}, {7}},
        csv(file("a\n1\n\"\"\n\n7\n")).fillMissingWithMean().readX(),
        "a blank line is no row");
  }

  // ---- batches

  private Path numbered(int rows) throws IOException {
    StringBuilder text = new StringBuilder("a,c,y\n");
    for (int i = 0; i < rows; i++) {
      text.append(i).append(i % 2 == 0 ? ",even," : ",odd,").append(i / 10).append('\n');
    }
    return file(text.toString());
  }

  private static double[][] x(Batch batch) {
    return (double[][]) batch.x();
  }

  @Test
  void batchesAreTheRowsOfTheFile() throws IOException {
    Csv options = csv(numbered(23)).categorical("c").label("y");
    Dataset all = options.read();
    Batches batches = options.batches(5);
    assertEquals(5, batches.size());
    assertEquals("5 batches of 5 rows of data.csv", batches.toString());
    for (int epoch = 0; epoch < 2; epoch++) {
      int row = 0;
      List<Integer> sizes = new ArrayList<>();
      for (Batch batch : batches) {
        sizes.add(x(batch).length);
        for (int i = 0; i < x(batch).length; i++, row++) {
          assertArrayEquals(all.x()[row], x(batch)[i]);
          assertEquals(all.labels()[row], ((int[]) batch.y())[i]);
        }
      }
      assertEquals(List.of(5, 5, 5, 5, 3), sizes);
    }
    Batch numbers = csv(numbered(3)).categorical("c").target("y", "a").batches(2).iterator().next();
    assertArrayEquals(new double[][] {{0, 0}, {0, 1}}, (double[][]) numbers.y());
  }

  @Test
  void batchesFillInAsReadingDoes() throws IOException {
    Csv options = csv(file(GAPS)).categorical("c").label("y").dropMissing("a");
    options = options.fillMissingWithMean().fillMissingWithMostFrequent("c");
    Batches batches = options.batches(100);
    assertEquals(1, batches.size());
    Batch batch = batches.iterator().next();
    assertArrayEquals(options.read().x(), x(batch));
    assertArrayEquals(options.read().labels(), (int[]) batch.y());
    assertEquals(4, x(batch).length);
  }

  @Test
  void aWindowDrawsEachRowOnceInANewOrder() throws IOException {
    Batches batches = csv(numbered(200)).without("c").target("y").batches(7, 20, 5);
    List<List<Double>> orders = new ArrayList<>();
    for (int epoch = 0; epoch < 2; epoch++) {
      List<Double> order = new ArrayList<>();
      for (Batch batch : batches) {
        for (int i = 0; i < x(batch).length; i++) {
          double a = x(batch)[i][0];
          assertEquals(Math.floor(a / 10), ((double[][]) batch.y())[i][0]);
          assertTrue(a < order.size() + 20, "row " + a + " comes out of a window of 20");
          order.add(a);
        }
      }
      assertEquals(200, Set.copyOf(order).size());
      orders.add(order);
    }
    assertNotEquals(orders.get(0), orders.get(1));
    List<Double> same = new ArrayList<>();
    for (Batch batch : csv(numbered(200)).without("c").target("y").batches(7, 20, 5)) {
      Arrays.stream(x(batch)).forEach(row -> same.add(row[0]));
    }
    assertEquals(orders.get(0), same, "the seed decides");
    long rising = IntStream.range(1, 200).filter(i -> same.get(i) > same.get(i - 1)).count();
    assertTrue(rising > 70 && rising < 140, "random, but " + rising + " of 199 steps rise");
  }

  @Test
  void anEpochClosesTheFile() throws IOException {
    Batches batches = csv(numbered(23)).categorical("c").label("y").batches(10);
    Path descriptors = Path.of("/proc/self/fd");
    int before = count(descriptors);
    for (Batch batch : batches) {
      assertNotNull(batch);
    }
    assertEquals(before, count(descriptors), "after the last batch");
    Iterator<Batch> iterator = batches.iterator();
    iterator.next();
    assertTrue(before < 0 || count(descriptors) == before + 1, "open meanwhile");
    assertDoesNotThrow(() -> ((AutoCloseable) iterator).close());
    assertEquals(before, count(descriptors), "after closing");
    assertFalse(iterator.hasNext());
    assertThrows(NoSuchElementException.class, iterator::next);
    assertThrows(
        IllegalArgumentException.class, () -> csv(file("a,y\n1,2\n")).label("z").batches(3));
    assertThrows(IllegalArgumentException.class, () -> csv(file("a,y\nb,2\n")).label("y").read());
    assertEquals(before, count(descriptors), "after errors");
  }

  private int count(Path descriptors) throws IOException {
    if (!Files.isDirectory(descriptors)) {
      return -1; // nowhere to look
    }
    try (var all = Files.list(descriptors)) {
      return (int) all.filter(this::isMine).count();
    }
  }

  private boolean isMine(Path link) {
    try {
      return Files.readSymbolicLink(link).startsWith(folder.toRealPath());
    } catch (IOException e) {
      return false; // that of the listing, closed by now
    }
  }

  // ---- parts

  @Test
  void optionsAreValues() throws IOException {
    Csv options = csv(file(FLOWERS)).categorical("color");
    options.label("species").without("length").features("width");
    options.noHeader().separator(';').dropMissing();
    assertEquals(
        List.of("length", "width", "color=blue", "color=red"),
        options.label("species").read().featureNames());
  }

  @Test
  void manyColumnsAndLongValues() throws IOException {
    String header = String.join(",", IntStream.range(0, 20_000).mapToObj(i -> "p" + i).toList());
    String row = String.join(",", IntStream.range(0, 20_000).mapToObj(i -> "" + i).toList());
    double[][] x = csv(file(header + "\n" + row + "\n")).readX();
    assertEquals(19_999, x[0][19_999]);
    String text = "long text ".repeat(10_000);
    Dataset data = csv(file("x,y\n1,\"" + text + "\"\n")).label("y").read();
    assertEquals(List.of(text), data.classNames());
  }

  @Test
  void warningsAndMemory() {
    CsvTable.requireMemory("big.csv", 1_000_000, 100, 1L << 30);
    assertEquals(
        "read expects a file that fits into memory, but big.csv has 2000000 rows or more of 100 numbers, which take 1.6 GB of 1.1: use batches(32), or run Java with a larger -Xmx",
        assertThrows(
                IllegalArgumentException.class,
                () -> CsvTable.requireMemory("big.csv", 2_000_000, 100, 1L << 30))
            .getMessage());
  }

  @Test
  void numbersAreThoseOfTheJdk() {
    for (String text :
        "0 -0 +0 1 -1 12.5 .5 5. 0.1 123456789.123456789 9007199254740993 1e22 1E-5 3.14e+2 1e-400 4.9e-324 0.000000000000000000000000001 1234567890123456789012345 00012 1e05 9007199254740991.5"
            .split(" ", -1)) {
      assertEquals(Double.parseDouble(text), Decimal.parse(text), text);
    }
    assertEquals(Double.POSITIVE_INFINITY, Decimal.parse("1e999"));
    var rng = new org.chainrule.backend.Rng(3);
    for (int i = 0; i < 20_000; i++) {
      double value = rng.normal() * Math.pow(10, rng.below(40) - 20);
      String text = i % 2 == 0 ? "" + value : "%.6f".formatted(value);
      assertEquals(Double.parseDouble(text), Decimal.parse(text), text);
    }
    for (String text :
        ",-,+,.,-.,1d,1f,0x10,0x1p3,1e,1e+,e5,1.2.3,1 2,1_000,١,NaN,Infinity,inf,--1,1-,1e5.5,½"
            .split(",", -1)) {
      assertEquals(Double.NaN, Decimal.parse(text), text);
    }
    assertEquals(Double.NaN, Decimal.parse("1,5"));
  }

  @Test
  void distancesAndLists() {
    assertEquals("aBC, ab", Texts.nearest("Abc", List.of("ab", "aBC")));
    assertEquals("a_long_name, b", Texts.nearest("Name", List.of("b", "a_long_name")));
    assertEquals(3, Texts.distance("kitten", "sitting"));
    assertEquals(4, Texts.distance("", "four"));
    assertEquals("b, bc, aaa", Texts.nearest("b", List.of("aaa", "b", "bc")));
    assertEquals(
        "a, b, c, d, e, f … (7 in all)", Texts.list(List.of("a", "b", "c", "d", "e", "f", "g")));
    assertEquals("\"a\\u000ab\\u0000\"", Texts.quoted("a\nb\0"));
    assertEquals("\"" + "x".repeat(60) + "…\"", Texts.quoted("x".repeat(61)));
  }
}
