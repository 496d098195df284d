package org.chainrule.data;

import static org.chainrule.data.Dataset.csv;
import static org.chainrule.data.Datasets.*;
import static org.chainrule.data.Preprocessing.*;
import static org.junit.jupiter.api.Assertions.*;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * What is wrong with data, and what people are told: who, what was expected, what came, how to mend
 * it. After each mistake the files are as they were.
 */
class BadDataTest {
  private static final Class<? extends Exception> ARGUMENT = IllegalArgumentException.class;
  private static final Class<? extends Exception> STATE = IllegalStateException.class;

  @TempDir Path folder;

  private final List<DynamicTest> rows = new ArrayList<>();
  private final Map<Path, byte[]> content = new HashMap<>(); // of the files made by a call

  private interface Call {
    void run() throws IOException;
  }

  /** A mistake; {@code @} in the message stands for the path of the folder. */
  private void row(Class<? extends Exception> type, String message, Call call) {
    rows.add(
        dynamicTest(
            message,
            () -> {
              content.clear();
              Exception thrown = assertThrows(Exception.class, call::run);
              assertEquals(message, thrown.getMessage().replace(folder.toString(), "@"));
              assertSame(type, thrown.getClass());
              for (Map.Entry<Path, byte[]> file : content.entrySet()) {
                assertArrayEquals(file.getValue(), Files.readAllBytes(file.getKey()));
              }
              try (Stream<Path> all = Files.list(folder)) {
                assertEquals(List.of(), all.filter(BadDataTest::hidden).toList(), "left over");
              }
            }));
  }

  private void row(String message, Call call) {
    row(ARGUMENT, message, call);
  }

  private static boolean hidden(Path file) {
    return file.getFileName().toString().startsWith(".");
  }

  private Path file(String name, byte[] bytes) {
    Path file = folder.resolve(name);
    content.put(file, bytes.clone());
    try {
      return Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path file(String name, String text) {
    return file(name, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Options for a file iris.csv with such a content. */
  private Csv iris(String text) {
    return csv(file("iris.csv", text)).label("species");
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    }
    return packed.toByteArray();
  }

  // ---- CSV: the file

  @TestFactory
  Stream<DynamicTest> filesOfText() {
    row(
        "csv expects a file, but there is none at @/iris.csv: check the path",
        () -> csv(folder.resolve("iris.csv")).label("species").read());
    row(
        "csv expects a file, but @ is a directory: name a file in it",
        () -> csv(folder).label("species").read());
    row("csv expects a path, but got null: pass one", () -> csv((String) null));
    row("csv expects a path, but got null: pass one", () -> csv((Path) null));
    row(
        "csv expects a path, but got \"a\\u0000b\": check its characters",
        () -> csv("a\0b").label("species").read());
    row(
        "iris.csv expects a header and rows of data, but is empty: check the file",
        () -> iris("").read());
    row(
        "iris.csv expects a header and rows of data, but is empty: check the file",
        () -> iris("\uFEFF\r\n \n").read());
    row(
        "iris.csv expects rows of data, but is empty: check the file",
        () -> iris("").noHeader().read());
    row(
        "iris.csv expects at least one row of data, but has none: add some, or say noHeader() if line 1 is data",
        () -> iris("a,species\n").read());
    row(
        "iris.csv expects at least one row of data, but has none without a missing value: fill in missing values with fillMissing",
        () -> iris("a,species\n,x\n").dropMissing().read());
    row(
        "iris.csv, line 3 is not UTF-8: name the encoding of the file, for example csv(…).charset(StandardCharsets.ISO_8859_1)",
        () ->
            csv(file(
                    "iris.csv",
                    "a,species\r\n1,x\r\n2,größe\r\n3,y".getBytes(StandardCharsets.ISO_8859_1)))
                .label("species")
                .read());
    row(
        "iris.csv, line 2 is not UTF-8: name the encoding of the file, for example csv(…).charset(StandardCharsets.ISO_8859_1)",
        () -> csv(file("iris.csv", new byte[] {'a', '\n', '1', (byte) 0xC3})).readX());
    row(
        "iris.csv, line 2 is not US-ASCII: name the encoding of the file, for example csv(…).charset(StandardCharsets.ISO_8859_1)",
        () -> iris("a,species\n1,é\n").charset(StandardCharsets.US_ASCII).read());
    row(
        "iris.csv.gz expects a whole file in gzip format, as its name ends in .gz, but is damaged or of another format: fetch it anew, or rename it",
        () -> csv(file("iris.csv.gz", "a,species\n1,x\n")).label("species").read());
    row(
        "iris.csv.gz expects a whole file in gzip format, as its name ends in .gz, but is damaged or of another format: fetch it anew, or rename it",
        () -> csv(file("iris.csv.gz", "")).label("species").read());
    row(
        "iris.csv.gz expects a whole file in gzip format, as its name ends in .gz, but is damaged or of another format at line 1: fetch it anew, or rename it",
        () -> {
          byte[] packed = gzip("a,species\n1,x\n".getBytes(StandardCharsets.UTF_8));
          csv(file("iris.csv.gz", Arrays.copyOf(packed, 14))).label("species").read();
        });
    row(
        "iris.csv.gz expects a whole file in gzip format, as its name ends in .gz, but is damaged or of another format at line 3: fetch it anew, or rename it",
        () -> {
          byte[] packed = gzip("a,species\n1,x\n".getBytes(StandardCharsets.UTF_8));
          packed[packed.length - 6] ^= 1; // the check sum
          csv(file("iris.csv.gz", packed)).label("species").read();
        });
    row(
        "iris.csv, line 3 expects 3 values, as the first line has, but has 2: fill or cut the line, or put values that contain the separator in quotes",
        () -> iris("a,b,species\n1,2,x\n1,x\n").read());
    row(
        "iris.csv, line 4 expects 3 values, as the first line has, but has 4: fill or cut the line, or put values that contain the separator in quotes",
        () -> iris("a,b,species\n1,2,\"x\ny\"\n1,2,x,\n").read());
    row(
        "iris.csv, line 3 expects 2 values, as the first line has, but has 1: fill or cut the line, or put values that contain the separator in quotes",
        () -> iris("a,species\n1,x\nx").read());
    row(
        "iris.csv, line 3 expects a value in quotes to end with a quote before the separator, but it does not: double the quotes within it, as in \"5\"\" pipe\"",
        () -> iris("a,species\n1,x\n2,\"5\" pipe\"\n").read());
    row(
        "iris.csv, line 2 expects a value in quotes to end with a quote before the separator, but it does not: double the quotes within it, as in \"5\"\" pipe\"",
        () -> iris("a,species\n1,\"x\n2,y\n").read());
    row(
        "iris.csv, line 2 expects a value in quotes to end with a quote before the separator, but it does not: double the quotes within it, as in \"5\"\" pipe\"",
        () -> iris("a,species\n1,\"" + "x".repeat(17 << 20) + "\n").read());
    return rows.stream();
  }

  // ---- CSV: the columns

  private static final String FLOWERS =
      "sepal_length,sepal_width,petal_length,petal_width,species\n5.1,3.5,1.4,0.2,setosa\n";

  @TestFactory
  Stream<DynamicTest> columns() {
    row(
        STATE,
        "read expects to know what to predict, but there was no label and no target: call csv(…).label(\"species\") for classes or csv(…).target(\"price\") for numbers first",
        () -> csv(file("iris.csv", FLOWERS)).read());
    row(
        STATE,
        "batches expects to know what to predict, but there was no label and no target: call csv(…).label(\"species\") for classes or csv(…).target(\"price\") for numbers first",
        () -> csv(file("iris.csv", FLOWERS)).batches(32));
    row(
        "label expects a column of iris.csv, but there is no \"specis\": take one of species, sepal_width, sepal_length, petal_width, petal_length",
        () -> iris(FLOWERS).label("specis").read());
    row(
        "features expects a column of iris.csv, but there is no \"Petal\": take one of petal_width, petal_length, species, sepal_width, sepal_length",
        () -> iris(FLOWERS).features("Petal").read());
    row(
        "label expects a column of iris.csv, which has 5, but got number 6: the first column is 1",
        () -> iris(FLOWERS).label(6).read());
    row(
        "label expects numbers of columns from 1, but got 0: the first column is 1",
        () -> iris(FLOWERS).label(0));
    row(
        "label expects the name of a column, but got null: pass one",
        () -> iris(FLOWERS).label(null));
    row(
        "features expects the name of a column, but got null: pass one",
        () -> iris(FLOWERS).features("sepal_width", null));
    row(
        "features expects at least one column, but got none: give names or numbers",
        () -> iris(FLOWERS).features(new String[0]));
    row(
        "target expects at least one column, but got none: give names or numbers",
        () -> iris(FLOWERS).target(new int[0]));
    row(
        "iris.csv expects a label or targets, but both were named, label \"species\" and target \"sepal_width\": leave one out",
        () -> iris(FLOWERS).target("sepal_width").read());
    row(
        "features expects each column once, but species is the label already: name another",
        () -> iris(FLOWERS).features("sepal_width", "species").read());
    row(
        "features expects each column once, but sepal_width is a column of numbers already: name another",
        () -> iris(FLOWERS).features("sepal_width", "sepal_width").read());
    row(
        "target expects each column once, but sepal_width is a target already: name another",
        () -> csv(file("iris.csv", FLOWERS)).target("sepal_width", "sepal_width").read());
    row(
        "without expects a column of iris.csv, but there is no \"id\": take one of sepal_width, petal_width, species, sepal_length, petal_length",
        () -> iris(FLOWERS).without("id").read());
    row(
        "categorical expects columns of x, but species is the label: name another, or add it to features",
        () -> iris(FLOWERS).categorical("species").read());
    row(
        "categorical expects columns of x, but petal_width is left out: name another, or add it to features",
        () -> iris(FLOWERS).features("sepal_width").categorical("petal_width").read());
    row(
        "categorical expects a column of iris.csv, but there is no \"color\": take one of species, sepal_width, petal_width, sepal_length, petal_length",
        () -> iris(FLOWERS).categorical("color").read());
    row(
        "iris.csv expects a column to learn from, but has only species: add columns, or leave out fewer",
        () -> iris("species\nx\n").read());
    row(
        "iris.csv expects a different name for each column, but columns 1 and 3 are both \"a\": rename one, or say noHeader() if line 1 is data",
        () -> iris("a,b,a,species\n1,2,3,x\n").read());
    row(
        "iris.csv expects a name for each column to learn from, but column 1 has none, as an index that was written along: leave it out with without(1), or choose with features(…)",
        () -> iris(",a,species\n0,1,x\n").read());
    row(
        "noHeader expects a name for each column, but iris.csv, line 1 has 5 values and there are 2 names: give as many",
        () -> iris(FLOWERS).noHeader("a", "b").read());
    row(
        "noHeader expects different names, but columns 1 and 3 are both \"a\": rename one",
        () -> iris(FLOWERS).noHeader("a", "b", "a"));
    row("noHeader expects a name, but got null: pass one", () -> iris(FLOWERS).noHeader("a", null));
    row(
        "separator expects a character other than letters, digits, signs, points, line breaks and the quote, but got \".\": use for example separator(';')",
        () -> iris(FLOWERS).separator('.'));
    row(
        "separator expects a character other than letters, digits, signs, points, line breaks and the quote, but got \"\\u000a\": use for example separator(';')",
        () -> iris(FLOWERS).separator('\n'));
    row(
        "quote expects a character other than letters, digits, signs, points, line breaks and the separator, but got \",\": use for example quote('\\'')",
        () -> iris(FLOWERS).quote(','));
    row("charset expects a Charset, but got null: pass one", () -> iris(FLOWERS).charset(null));
    row(
        "classes expects at least a class, but got none: give all that there are",
        () -> iris(FLOWERS).classes());
    row(
        "classes expects each text once, but \"b\" comes twice: leave it out once",
        () -> iris(FLOWERS).classes("a", "b", "b"));
    row(
        "classes expects a label, but none was named: add label(\"…\")",
        () -> csv(file("iris.csv", FLOWERS)).target(1).classes("a").read());
    row(
        "categories expects at least a text, but got none: give all that there are",
        () -> iris(FLOWERS).categories("color"));
    row("like expects a data set, but got null: pass one", () -> iris(FLOWERS).like(null));
    row(
        "like expects to say alone which columns x has, but features, without, categorical or categories says so too: leave these out",
        () -> iris(FLOWERS).like(Datasets.iris()).without(1).read());
    row(
        "like expects a column of iris.csv, but there is no \"sepal_length\": take one of sepal_width, petal_width, species",
        () -> iris("sepal_width,petal_width,species\n1,2,setosa\n").like(Datasets.iris()).read());
    row(
        "like expects each column once, but sepal_width is the label already: name another",
        () -> iris(FLOWERS).label("sepal_width").like(Datasets.iris()).read());
    row(
        "missingTexts expects a text, but got null: pass one",
        () -> iris(FLOWERS).missingTexts("", null));
    row(
        "batches expects a size of at least 1, but got 0: use for example batches(32)",
        () -> iris(FLOWERS).batches(0));
    row(
        "batches expects a window of at least 1, but got -1: use for example batches(32, 10_000, 1)",
        () -> iris(FLOWERS).batches(8, -1, 1));
    return rows.stream();
  }

  // ---- CSV: the values

  @TestFactory
  Stream<DynamicTest> values() {
    row(
        "iris.csv, line 3, column petal_width expects a number, but has \"n/a\": leave out or fill in such rows with dropMissing or fillMissing",
        () -> iris("petal_width,species\n0.2,setosa\nn/a,setosa\n").read());
    row(
        "iris.csv, line 2, column petal_width expects a number, but has nothing: leave out or fill in such rows with dropMissing or fillMissing",
        () -> iris("petal_width,species\n , setosa\n").read());
    row(
        "iris.csv, line 2, column petal_width expects a number, but has \"wide\": correct it, or say categorical(\"petal_width\") for a column of texts",
        () -> iris("petal_width,species\nwide,setosa\n").read());
    row(
        "iris.csv, line 2, column column1 expects a number, but has \"petal_width\": correct it, or say categorical(\"column1\") for a column of texts",
        () -> csv(file("iris.csv", "\npetal_width,species\n")).noHeader().label(2).read());
    row(
        "iris.csv, line 2, column petal_width expects a number, but has \"0,2\": write a decimal point instead of the comma",
        () -> iris("petal_width;species\n0,2;setosa\n").separator(';').read());
    row(
        "iris.csv, line 2, column petal_width expects a number, but has \"1e\": correct it, or say categorical(\"petal_width\") for a column of texts",
        () -> iris("petal_width,species\n1e,setosa\n").read());
    row(
        "iris.csv, line 2, column petal_width expects a number, but has \"0x10\": correct it, or say categorical(\"petal_width\") for a column of texts",
        () -> iris("petal_width,species\n0x10,setosa\n").read());
    row(
        "iris.csv, line 2, column petal_width expects a number, but has \"Infinity\": correct it, or say categorical(\"petal_width\") for a column of texts",
        () -> iris("petal_width,species\nInfinity,setosa\n").read());
    row(
        "iris.csv, line 2, column petal_width expects a number, but has \"NaN\": leave out or fill in such rows with dropMissing or fillMissing",
        () -> iris("petal_width,species\nNaN,setosa\n").read());
    row(
        "iris.csv, line 2, column petal_width expects a number, but has \"NaN\": correct it, or say categorical(\"petal_width\") for a column of texts",
        () -> iris("petal_width,species\nNaN,setosa\n").missingTexts("").read());
    row(
        "iris.csv, line 2, column petal_width expects a number that fits a double, up to 1.8E308, but has \"-1e309\": scale it, or leave it empty as a missing value",
        () -> iris("petal_width,species\n-1e309,setosa\n").read());
    row(
        "iris.csv, line 2, column petal_width expects a number, but has \"\\u0000\\u0007\": correct it, or say categorical(\"petal_width\") for a column of texts",
        () -> iris("petal_width,species\n\0\7,setosa\n").read());
    row(
        "iris.csv, line 2, column petal_width expects a number, but has \""
            + "x".repeat(60)
            + "…\": correct it, or say categorical(\"petal_width\") for a column of texts",
        () -> iris("petal_width,species\n" + "x".repeat(1000) + ",setosa\n").read());
    row(
        "iris.csv, line 2, column price expects a number, but has \"cheap\": correct it, or use label instead of target for classes",
        () -> csv(file("iris.csv", "a,price\n1,cheap\n")).target("price").read());
    row(
        "iris.csv, line 2, column price expects a number, but has nothing: leave out such rows with dropMissing",
        () -> csv(file("iris.csv", "a,price\n1,\n")).target("price").fillMissing(0).read());
    row(
        "iris.csv, line 2, column species expects a text, but has \"?\": leave out such rows with dropMissing",
        () -> iris("a,species\n1,?\n").read());
    row(
        "iris.csv, line 2, column color expects a text, but has nothing: leave out or fill in such rows with dropMissing or fillMissing",
        () -> iris("color,species\n,x\n").categorical("color").fillMissing(0).read());
    row(
        "iris.csv, line 2, column species expects one of setosa, virginica, but has \"Setoso\": correct it, or name it among the classes",
        () -> iris("a,species\n1,Setoso\n").classes("virginica", "setosa").read());
    row(
        "iris.csv, line 2, column color expects one of red, blue, but has \"bred\": correct it, or name it among the categories",
        () -> iris("color,species\nbred,x\n").categories("color", "blue", "red").read());
    row(
        "iris.csv, line 2, column species expects one of setosa, versicolor, virginica, but has \"rose\": correct it, or name it among the classes",
        () -> iris(FLOWERS.replace(",setosa", ",rose")).like(Datasets.iris()).read());
    row(
        "iris.csv, line 10002, column id expects at most 10000 different texts, but has more: leave the column out with without(\"id\")",
        () -> iris("id,species\n" + many(10_001, ",x")).categorical("id").read());
    row(
        "iris.csv, line 10002, column species expects at most 10000 different texts, but has more: use target(\"species\") for numbers to predict",
        () -> iris("species,a\n" + many(10_001, ",1")).read());
    row(
        "iris.csv, line 1000002, column id expects at most 1000000 different numbers to find the most frequent, but has more: use fillMissingWithMean(\"id\")",
        () ->
            iris("id,species\n" + many(1_000_001, ",x")).fillMissingWithMostFrequent("id").read());
    return rows.stream();
  }

  private static String many(int rows, String rest) {
    StringBuilder text = new StringBuilder();
    IntStream.range(0, rows).forEach(i -> text.append(i).append(rest).append('\n'));
    return text.toString();
  }

  // ---- CSV: what fills in, and files that change

  @TestFactory
  Stream<DynamicTest> policies() {
    row(
        "fillMissing expects a finite number, but got NaN: use for example 0",
        () -> iris(FLOWERS).fillMissing(Double.NaN));
    row(
        "fillMissing expects a text or a number, but got null: pass one",
        () -> iris(FLOWERS).fillMissing(null, "species"));
    row(
        "dropMissing expects a column of iris.csv, but there is no \"petal\": take one of petal_width, petal_length, species, sepal_width, sepal_length",
        () -> iris(FLOWERS).dropMissing("petal").read());
    row(
        "fillMissing expects a column of numbers, but species is the label: leave out such rows with dropMissing",
        () -> iris(FLOWERS).fillMissing(0, "species").read());
    row(
        "fillMissing expects a column of texts, but sepal_width is a column of numbers: take another filling",
        () -> iris(FLOWERS).fillMissing("none", "sepal_width").read());
    row(
        "fillMissingWithMean expects a column of numbers, but color is a column of texts: take another filling",
        () ->
            iris("color,species\nred,x\n")
                .categorical("color")
                .fillMissingWithMean("color")
                .read());
    row(
        "fillMissingWithMostFrequent expects a column of numbers or a column of texts, but sepal_width is a target: leave out such rows with dropMissing",
        () ->
            csv(file("iris.csv", FLOWERS))
                .without("species")
                .target("sepal_width")
                .fillMissingWithMostFrequent("sepal_width")
                .read());
    row(
        "fillMissing expects a column that is used, but sepal_width is left out: name another",
        () -> iris(FLOWERS).without("sepal_width").fillMissing(1, "sepal_width").read());
    row(
        "fillMissing expects one of the categories of color, but got \"none\": take one of blue, red",
        () ->
            iris("color,species\nred,x\n")
                .categories("color", "red", "blue")
                .fillMissing("none")
                .read());
    row(
        "fillMissingWithMean expects a value in column a, but iris.csv has none: leave the column out with without(\"a\")",
        () -> iris("a,species\n,x\n?,y\n").fillMissingWithMean().read());
    row(
        "fillMissingWithMostFrequent expects a value in column color, but iris.csv has none: leave the column out with without(\"color\")",
        () ->
            iris("color,species\n,x\n").categorical("color").fillMissingWithMostFrequent().read());
    row(
        "iris.csv expects the 2 rows it had when batches was called, but has fewer: call batches again",
        () -> changed("a,species\n1,x\n2,y\n", "a,species\n1,x\n"));
    row(
        "iris.csv expects the 2 rows it had when batches was called, but has more: call batches again",
        () -> changed("a,species\n1,x\n2,y\n", "a,species\n1,x\n2,y\n3,x\n"));
    row(
        "iris.csv expects the columns it had when batches was called, but has others: call batches again",
        () -> changed("a,species\n1,x\n2,y\n", "b,species\n1,x\n2,y\n"));
    row(
        "iris.csv, line 3, column species expects one of y, x, but has \"yy\": leave the file as it was when batches was called",
        () -> changed("a,species\n1,x\n2,y\n", "a,species\n1,x\n2,yy\n"));
    row(
        "csv expects a file, but there is none at @/iris.csv: check the path",
        () -> changed("a,species\n1,x\n2,y\n", null));
    return rows.stream();
  }

  /** Goes through batches of a file that is no longer what it was. */
  private void changed(String before, String after) throws IOException {
    Batches batches = iris(before).batches(2);
    if (after == null) {
      Files.delete(folder.resolve("iris.csv"));
      content.clear();
    } else {
      file("iris.csv", after);
    }
    for (Iterator<Batch> iterator = batches.iterator(); iterator.hasNext(); ) {
      iterator.next();
    }
  }

  // ---- NumPy's files

  private static byte[] npy(int major, String header, int bytes) {
    byte[] text = header.getBytes(StandardCharsets.ISO_8859_1);
    int place = major == 1 ? 2 : 4;
    ByteBuffer file =
        ByteBuffer.allocate(8 + place + text.length + bytes).order(ByteOrder.LITTLE_ENDIAN);
    file.put("\u0093NUMPY".getBytes(StandardCharsets.ISO_8859_1)).put((byte) major).put((byte) 0);
    if (place == 2) {
      file.putShort((short) text.length);
    } else {
      file.putInt(text.length);
    }
    return file.put(text).array();
  }

  private Path npy(String descr, String shape, int bytes) {
    return file(
        "x.npy",
        npy(1, "{'descr': " + descr + ", 'fortran_order': False, 'shape': " + shape + "}", bytes));
  }

  private static final String TYPES =
      "bool, int8, uint8, int16, uint16, int32, uint32, int64, uint64, float16, float32, float64";

  private void badHeader(String header) {
    row(
        "x.npy expects a description such as {'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), } of plain numbers, but has "
            + Texts.quoted(header.strip())
            + ": write such an array with numpy.save",
        () -> Npy.read(file("x.npy", npy(1, header, 8))));
  }

  @TestFactory
  Stream<DynamicTest> npyFiles() {
    Path numpy = Path.of("src/test/resources/numpy").toAbsolutePath();
    row(
        "Npy.read expects a file, but there is none at @/x.npy: check the path",
        () -> Npy.read(folder.resolve("x.npy")));
    row(
        "Npy.read expects a file, but @ is a directory: name a file in it",
        () -> Npy.read(folder.toString()));
    row("Npy.read expects a path, but got null: pass one", () -> Npy.read((Path) null));
    for (String text : List.of("", "\u0093NUMP", "a,b\n1,2\n3,4\n", "PK\3\4 zip archive")) {
      row(
          "x.npy expects NumPy's format, but does not begin as such a file: write it with numpy.save",
          () -> Npy.read(file("x.npy", text.getBytes(StandardCharsets.ISO_8859_1))));
    }
    row(
        "x.npy expects version 1.0, 2.0 or 3.0 of NumPy's format, but has 4.0: write it with numpy.save",
        () -> Npy.read(file("x.npy", npy(4, "{}", 0))));
    row(
        "x.npy expects version 1.0, 2.0 or 3.0 of NumPy's format, but has 255.0: write it with numpy.save",
        () -> Npy.read(file("x.npy", npy(255, "{}", 0))));
    row(
        "x.npy expects a description of at most 65536 bytes, but ends before it: fetch the file anew",
        () -> Npy.read(file("x.npy", Arrays.copyOf(npy(1, "{}", 0), 9))));
    row(
        "x.npy expects a description of at most 65536 bytes, but has one of 4294967295: fetch the file anew",
        () -> {
          byte[] bytes = npy(2, "{}", 0);
          Arrays.fill(bytes, 8, 12, (byte) 255);
          Npy.read(file("x.npy", bytes));
        });
    row(
        "x.npy expects a description of 60 bytes, but ends after 50: fetch the file anew",
        () -> Npy.read(file("x.npy", Arrays.copyOf(npy(1, " ".repeat(60), 0), 60))));
    badHeader("");
    badHeader("{}");
    badHeader("{'descr': '<f8', 'fortran_order': False}");
    badHeader("{'descr': '<f8', 'fortran_order': False, 'shape': (1,), 'more': 'x'}");
    badHeader("{'descr': '<f8', 'fortran_order': False, 'shape': (1,)");
    badHeader("{'descr': '<f8', 'fortran_order': False, 'shape': (1)}");
    badHeader("{'descr': '<f8', 'fortran_order': False, 'shape': (1 1,)}");
    badHeader("{'descr': '<f8', 'fortran_order': False, 'shape': (,)}");
    badHeader("{'descr': '<f8', 'fortran_order': False, 'shape': (-1,)}");
    badHeader("{'descr': '<f8', 'fortran_order': False, 'shape': 1}");
    badHeader("{'descr': '<f8', 'fortran_order': 0, 'shape': (1,)}");
    badHeader("{'descr': '<f8', 'fortran_order': False, 'fortran_order': False, 'shape': (1,)}");
    badHeader("{'descr': exit(1), 'fortran_order': False, 'shape': (1,)}");
    badHeader("{'descr': '<f8' 'fortran_order': False, 'shape': (1,)}");
    badHeader("{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (1,)}");
    for (String descr :
        List.of("<c16", "|O", "<U2", "|S3", "<M8[s]", "<f16", "f8", "=f8", "|f8", "")) {
      row(
          "x.npy expects numbers of type "
              + TYPES
              + ", but has NumPy's type "
              + Texts.quoted(descr)
              + ": convert them first, for example with a.astype('float64')",
          () -> Npy.read(npy("'" + descr + "'", "(1,)", 8)));
    }
    row(
        "complex.npy expects numbers of type "
            + TYPES
            + ", but has NumPy's type \"<c16\": convert them first, for example with a.astype('float64')",
        () -> Npy.read(numpy.resolve("complex.npy")));
    row(
        "texts.npy expects numbers of type "
            + TYPES
            + ", but has NumPy's type \"<U2\": convert them first, for example with a.astype('float64')",
        () -> Npy.read(numpy.resolve("texts.npy")));
    row(
        "objects.npy expects numbers of type "
            + TYPES
            + ", but has NumPy's type \"|O\": convert them first, for example with a.astype('float64')",
        () -> Npy.read(numpy.resolve("objects.npy")));
    row(
        "fields.npy expects a description such as {'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), } of plain numbers, but has \"{'descr': [('a', '<i4'), ('b', '<f8')], 'fortran_order': Fal…\": write such an array with numpy.save",
        () -> Npy.read(numpy.resolve("fields.npy")));
    row(
        "x.npy expects the numbers of float64 (3, 4) after its header, but has 95 bytes: fetch it anew",
        () -> Npy.read(npy("'<f8'", "(3, 4)", 95)));
    row(
        "x.npy expects the numbers of float64 (3, 4) after its header, but has 97 bytes: fetch it anew",
        () -> Npy.read(npy("'<f8'", "(3, 4)", 97)));
    row(
        "x.npy expects the numbers of float64 () after its header, but has 0 bytes: fetch it anew",
        () -> Npy.read(npy("'<f8'", "()", 0)));
    row(
        "x.npy expects the numbers of float64 (0, 5) after its header, but has 8 bytes: fetch it anew",
        () -> Npy.read(npy("'<f8'", "(0, 5)", 8)));
    row(
        "x.npy expects the numbers of uint8 (2147483647, 2147483647, 2147483647) after its header, but has 8 bytes: fetch it anew",
        () -> Npy.read(npy("'|u1'", "(2147483647, 2147483647, 2147483647)", 8)));
    row(
        "x.npy expects the numbers of uint8 (65536, 65536) after its header, but has 0 bytes: fetch it anew",
        () -> Npy.read(npy("'|u1'", "(65536, 65536)", 0)));
    row(
        "x.npy expects at most 64 dimensions of at most 2147483647, but has the shape (2147483648,): divide the array",
        () -> Npy.read(npy("'|u1'", "(2147483648,)", 0)));
    row(
        "x.npy expects at most 64 dimensions of at most 2147483647, but has the shape ("
            + "1, ".repeat(20)
            + "…): divide the array",
        () -> Npy.read(npy("'|u1'", "(" + "1, ".repeat(65) + ")", 1)));
    row(
        "x.npy.gz expects a whole file in gzip format, as its name ends in .gz, but is damaged or of another format: fetch it anew, or rename it",
        () -> Npy.read(file("x.npy.gz", "no")));
    return rows.stream();
  }

  @TestFactory
  Stream<DynamicTest> npyWriting() {
    String kinds =
        "an INDArray, a StoredArray, or a Java array of numbers, such as double[], int[][] or float[][][]";
    row(
        "Npy.write expects " + kinds + ", but got null: pass one",
        () -> Npy.write(folder.resolve("x.npy"), null));
    row(
        "Npy.write expects " + kinds + ", but got a String: convert it first",
        () -> Npy.write(file("x.npy", "precious"), "text"));
    row(
        "Npy.write expects " + kinds + ", but got a String[]: convert it first",
        () -> Npy.write(folder.resolve("x.npy"), new String[] {"a"}));
    row(
        "Npy.write expects " + kinds + ", but got a char[]: convert it first",
        () -> Npy.write(folder.resolve("x.npy"), new char[] {'a'}));
    row(
        "Npy.write expects arrays within arrays, but the first is empty: pass an array with numbers in it",
        () -> Npy.write(folder.resolve("x.npy"), new double[0][]));
    row(
        "Npy.write expects arrays within arrays, but the first is null: pass an array with numbers in it",
        () -> Npy.write(folder.resolve("x.npy"), new double[2][]));
    row(
        "Npy.write expects arrays of one shape, [2, 3], but one of its parts differs or is missing: fill or cut them",
        () -> Npy.write(file("x.npy", "precious"), new double[][] {{1, 2, 3}, {4, 5}}));
    row(
        "Npy.write expects arrays of one shape, [2, 1], but one of its parts differs or is missing: fill or cut them",
        () -> Npy.write(folder.resolve("x.npy"), new double[][] {{1}, null}));
    row(
        "StoredArray.of expects arrays of one shape, [2, 1], but one of its parts differs or is missing: fill or cut them",
        () -> StoredArray.of(new Object[] {new int[] {1}, new float[] {1}}));
    row(
        "Npy.write expects an INDArray with numbers in it, but the INDArray was closed, or the workspace it lives in: pass one that is open",
        () -> {
          INDArray array = Nd4j.ones(2, 3);
          array.close();
          Npy.write(folder.resolve("x.npy"), array);
        });
    row(
        "StoredArray.of expects an INDArray with numbers in it, but the INDArray was closed, or the workspace it lives in: pass one that is open",
        () -> {
          INDArray parent = Nd4j.ones(5, 3);
          INDArray view = parent.get(NDArrayIndex.interval(1, 3), NDArrayIndex.all());
          parent.close();
          StoredArray.of(view);
        });
    row(
        "Npy.write expects an INDArray to hold numbers of a type that files have, but got an INDArray of BFLOAT16: cast it, for example with castTo(DataType.FLOAT)",
        () -> Npy.write(folder.resolve("x.npy"), Nd4j.ones(DataType.BFLOAT16, 2, 3)));
    row(
        "Npy.write expects the path of a file, but @ is a directory: add a name",
        () -> Npy.write(folder, new int[] {1}));
    row(
        "Npy.write expects a path in an existing directory, but there is no @/no/where: create it first",
        () -> Npy.write(folder.resolve("no/where/x.npy"), new int[] {1}));
    row(
        "Npy.write expects a path, but got null: pass one",
        () -> Npy.write((Path) null, new int[] {1}));
    row(
        "Npz.write expects a map of arrays, but got null: pass one",
        () -> Npz.write(folder.resolve("x.npz"), null));
    row(
        "Npz.write expects names of 1 to 1000 characters, but got nothing: choose another",
        () -> Npz.write(folder.resolve("x.npz"), Map.of("", new int[] {1})));
    row(
        "Npz.write expects names of 1 to 1000 characters, but got \"\\ud800\": choose another",
        () -> Npz.write(folder.resolve("x.npz"), Map.of("\uD800", new int[] {1})));
    row(
        "Npz.writeCompressed expects " + kinds + ", but got a ArrayList: convert it first",
        () -> Npz.writeCompressed(file("x.npz", "precious"), Map.of("a", new ArrayList<>())));
    row(
        "toInts expects whole numbers that fit an int, but number 1 of float64 (2,) is 2.5: take toDoubles()",
        () -> StoredArray.of(new double[] {1, 2.5}).toInts());
    row(
        "toInts expects whole numbers that fit an int, but number 0 of int64 (1,) is 4.0E9: take toDoubles()",
        () -> StoredArray.of(new long[] {4_000_000_000L}).toInts());
    row(
        "toInts expects whole numbers that fit an int, but number 0 of float32 (1,) is NaN: take toDoubles()",
        () -> StoredArray.of(new float[] {Float.NaN}).toInts());
    row(
        "toLongs expects whole numbers that fit a long, but number 0 of float64 (1,) is 9.223372036854776E18: take toDoubles()",
        () -> StoredArray.of(new double[] {0x1p63}).toLongs());
    row(
        "toLongs expects whole numbers that fit a long, but number 1 of uint64 (2,) is 1.8446744073709552E19: take toDoubles()",
        () ->
            Npz.read(Path.of("src/test/resources/numpy/types.npz"))
                .get("extremes_uint64")
                .toLongs());
    row(
        "toDoubleRows expects an array of at least one dimension, but this is a single number: take toDoubles()[0]",
        () ->
            Npz.read(Path.of("src/test/resources/numpy/shapes.npz")).get("scalar").toDoubleRows());
    row(
        "toINDArray expects at most 32 dimensions, but this is uint8 ("
            + "1, ".repeat(32)
            + "1): take toDoubles()",
        () -> Npy.read(npy("'|u1'", "(" + "1, ".repeat(33) + ")", 1)).toINDArray());
    return rows.stream();
  }

  // ---- archives

  private static byte[] zip(String... names) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (String name : names) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(npy(1, "{'descr': '<i4', 'fortran_order': False, 'shape': (2,)}", 8));
        zip.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  @TestFactory
  Stream<DynamicTest> archives() {
    String damaged =
        "x.npz expects NumPy's .npz format, a whole zip archive, but is damaged or of another format: fetch it anew";
    row(
        "Npz.read expects a file, but there is none at @/x.npz: check the path",
        () -> Npz.read(folder.resolve("x.npz")));
    row(
        "Npz.read expects a file, but @ is a directory: name a file in it",
        () -> Npz.read(folder.toString()));
    row(damaged, () -> Npz.read(file("x.npz", "")));
    row(damaged, () -> Npz.read(file("x.npz", npy(1, "{}", 0))));
    row(damaged, () -> Npz.read(file("x.npz", Arrays.copyOf(zip("a.npy"), 60))));
    row(
        "x.npz expects arrays, whose names end in .npy, but has \"notes.txt\": take it out of the archive",
        () -> Npz.read(file("x.npz", zip("a.npy", "notes.txt"))));
    row(
        "x.npz, a.npy has another check sum than its archive says: fetch the file anew",
        () -> {
          Npz.write(folder.resolve("x.npz"), Map.of("a", new int[] {1, 2, 3}));
          byte[] bytes = Files.readAllBytes(folder.resolve("x.npz"));
          bytes[35 + 128] ^= 1; // a number of the only array, after a local header of 35 bytes
          Npz.read(file("x.npz", bytes));
        });
    row(
        "x.npz, a.npy expects NumPy's format, but does not begin as such a file: write it with numpy.save",
        () -> {
          ByteArrayOutputStream bytes = new ByteArrayOutputStream();
          try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("a.npy"));
            zip.write("not an array".getBytes(StandardCharsets.UTF_8));
          }
          Npz.read(file("x.npz", bytes.toByteArray()));
        });
    row(
        "x.npz, a.npy expects the numbers of uint8 (2000000000,) after its header, but has 1000 bytes: fetch it anew",
        () -> {
          ByteArrayOutputStream bytes = new ByteArrayOutputStream();
          try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("a.npy"));
            zip.write(
                npy(1, "{'descr': '|u1', 'fortran_order': False, 'shape': (2000000000,)}", 1000));
          }
          Npz.read(file("x.npz", bytes.toByteArray()));
        });
    row(
        "x.npz expects a different name for each array, but has two of \"a\": write it with numpy.savez",
        () -> {
          byte[] bytes = zip("a.npy", "b.npy");
          for (int i = 0; i < bytes.length - 4; i++) {
            if (bytes[i] == 'b' && bytes[i + 1] == '.' && bytes[i + 2] == 'n') {
              bytes[i] = 'a';
            }
          }
          Npz.read(file("x.npz", bytes));
        });
    row(
        "get expects an array of x.npz, but there is no \"X\": take one of x, y",
        () -> {
          Npz.write(folder.resolve("x.npz"), Map.of("x", new int[] {1}, "y", new int[] {1}));
          Npz.read(folder.resolve("x.npz")).get("X");
        });
    row(
        "get expects the name of an array, but got null: pass one",
        () -> Npz.read(file("x.npz", zip("a.npy"))).get(null));
    return rows.stream();
  }

  // ---- IDX

  private static byte[] idx(int type, int[] shape, int bytes) {
    ByteBuffer file = ByteBuffer.allocate(4 + 4 * shape.length + bytes);
    file.put((byte) 0).put((byte) 0).put((byte) type).put((byte) shape.length);
    for (int n : shape) {
      file.putInt(n);
    }
    return file.array();
  }

  @TestFactory
  Stream<DynamicTest> idxFiles() {
    String begins =
        "x.idx expects the IDX format, which begins with 0, 0, a type and a number of dimensions, but begins with ";
    row(
        "Idx.read expects a file, but there is none at @/x.idx: check the path",
        () -> Idx.read(folder.resolve("x.idx")));
    row(
        "Idx.dataset expects a file, but there is none at @/x.idx: check the path",
        () -> Idx.dataset(folder.resolve("x.idx"), folder.resolve("y.idx"), 10));
    row(begins + "nothing: check which file it is", () -> Idx.read(file("x.idx", "")));
    row(
        begins + "0, 0, 8: check which file it is",
        () -> Idx.read(file("x.idx", new byte[] {0, 0, 8})));
    row(
        begins + "97, 44, 98, 10: check which file it is",
        () -> Idx.read(file("x.idx", "a,b\n1,2\n")));
    row(
        begins + "31, -117, 8, 0: let the name of a packed file end in .gz",
        () -> Idx.read(file("x.idx", gzip(idx(8, new int[] {1}, 1)))));
    row(
        begins + "0, 0, 8, 0: check which file it is",
        () -> Idx.read(file("x.idx", idx(8, new int[0], 1))));
    row(
        begins + "0, 0, 8, -1: check which file it is",
        () -> Idx.read(file("x.idx", new byte[] {0, 0, 8, -1})));
    row(
        "x.idx expects a type of IDX, 8, 9 or 11 to 14, but has 10: check which file it is",
        () -> Idx.read(file("x.idx", idx(10, new int[] {1}, 1))));
    row(
        "x.idx expects a header with 2 dimensions, but ends within it: fetch it anew",
        () -> Idx.read(file("x.idx", Arrays.copyOf(idx(8, new int[] {1, 1}, 0), 11))));
    row(
        "x.idx expects dimensions of at most 2147483647, but has [5, -2147483648]: fetch it anew",
        () -> Idx.read(file("x.idx", idx(8, new int[] {5, Integer.MIN_VALUE}, 5))));
    row(
        "x.idx expects the numbers of float32 (2, 3) after its header, but has 23 bytes: fetch it anew",
        () -> Idx.read(file("x.idx", idx(13, new int[] {2, 3}, 23))));
    row(
        "x.idx expects the numbers of uint8 (2, 3) after its header, but has 7 bytes: fetch it anew",
        () -> Idx.read(file("x.idx", idx(8, new int[] {2, 3}, 7))));
    row(
        "x.idx expects the numbers of uint8 (2147483647, 2147483647) after its header, but has 4 bytes: fetch it anew",
        () -> Idx.read(file("x.idx", idx(8, new int[] {Integer.MAX_VALUE, Integer.MAX_VALUE}, 4))));
    row(
        "x.gz expects a whole file in gzip format, as its name ends in .gz, but is damaged or of another format: fetch it anew, or rename it",
        () -> Idx.read(file("x.gz", Arrays.copyOf(gzip(idx(8, new int[] {9}, 9)), 20))));
    row(
        "Idx.dataset expects images of bytes, uint8 (n, height, width), but x.idx holds uint8 (3,): check the order of the files",
        () -> dataset(idx(8, new int[] {3}, 3), idx(8, new int[] {3, 1, 1}, 3), 10));
    row(
        "Idx.dataset expects images of bytes, uint8 (n, height, width), but x.idx holds int16 (3, 1): check the order of the files",
        () -> dataset(idx(11, new int[] {3, 1}, 6), idx(8, new int[] {3}, 3), 10));
    row(
        "Idx.dataset expects images of bytes, uint8 (n, height, width), but x.idx holds uint8 (0, 28, 28): check the order of the files",
        () -> dataset(idx(8, new int[] {0, 28, 28}, 0), idx(8, new int[] {0}, 0), 10));
    row(
        "Idx.dataset expects labels in one dimension, uint8 (n,), but y.idx holds uint8 (3, 1): check the order of the files",
        () -> dataset(idx(8, new int[] {3, 1}, 3), idx(8, new int[] {3, 1}, 3), 10));
    row(
        "Idx.dataset expects a label for each image, but there are 3 images and 2 labels: check that the files belong together",
        () -> dataset(idx(8, new int[] {3, 1}, 3), idx(8, new int[] {2}, 2), 10));
    row(
        "Dataset expects classes 0 to 2, but got 9 at row 1: count from 0",
        () -> {
          byte[] labels = idx(8, new int[] {2}, 2);
          labels[9] = 9;
          dataset(idx(8, new int[] {2, 1}, 2), labels, 3);
        });
    return rows.stream();
  }

  private void dataset(byte[] images, byte[] labels, int classes) {
    Idx.dataset(file("x.idx", images), file("y.idx", labels), classes);
  }

  // ---- data sets

  private record Shoe(Double length, String color) {}

  private static final List<Shoe> SHOES = List.of(new Shoe(26.0, "red"), new Shoe(null, null));

  @TestFactory
  Stream<DynamicTest> dataSets() {
    double[][] x = {{1, 2}, {3, 4}, {5, 6}};
    Dataset classes = Dataset.classification(x, new int[] {0, 1, 1}, List.of("no", "yes"));
    Dataset numbers = Dataset.regression(x, new double[] {1, 2, 3});
    row(
        "Dataset expects x, but got null: pass one",
        () -> Dataset.classification((double[][]) null, new int[0], 2));
    row(
        "Dataset expects x, but got null: pass one",
        () -> Dataset.classification((float[][]) null, new int[0], 2));
    row(
        "Dataset expects x, but got null: pass one",
        () -> Dataset.regression((INDArray) null, Nd4j.ones(2)));
    row(
        "Dataset expects x with at least one row and one column, but got none: pass some data",
        () -> Dataset.regression(new float[0][], new float[0]));
    row(
        "Dataset expects x with rows of one length, but row 0 has 1 numbers and row 1 has none: fill or cut them",
        () -> Dataset.regression(new float[][] {{1}, null}, new float[2]));
    row(
        "Dataset expects one target for each row, but x has 3 rows and y has 2: pass as many",
        () -> Dataset.classification(x, new int[2], 2));
    row(
        "Dataset expects classes 0 to 1, but got -1 at row 2: count from 0",
        () -> Dataset.classification(x, new int[] {0, 1, -1}, 2));
    row(
        "Dataset expects x with 1 or 2 dimensions, but it has shape [2, 2, 2]: reshape each sample to one row",
        () -> Dataset.regression(Nd4j.ones(2, 2, 2), Nd4j.ones(2)));
    row(
        "Dataset expects y of whole numbers, classes from 0, but got 0.5 at row 1: use regression for numbers",
        () -> Dataset.classification(Nd4j.ones(2, 2), Nd4j.createFromArray(1, 0.5), 2));
    row(
        "fromOneHot expects a single 1 among 0 in each row, but row 0 has 1.0, 1.0: use the column of the largest number",
        () -> Dataset.classification(Nd4j.ones(2, 2), Nd4j.ones(2, 2), 2));
    row(
        "Dataset expects x with numbers in it, but the INDArray was closed, or the workspace it lives in: pass one that is open",
        () -> {
          INDArray array = Nd4j.ones(2, 2);
          array.close();
          Dataset.regression(array, Nd4j.ones(2));
        });
    row(
        "named expects a name for each of the 2 columns, but got 1: pass as many",
        () -> classes.named(List.of("a")));
    row(
        "rows expects numbers from 0 to 2, but got 3: the first row is 0",
        () -> classes.rows(0, 3));
    row(
        STATE,
        "targets expects a data set of numbers, but this one has classes: take labels()",
        classes::targets);
    row(
        STATE,
        "labels expects a data set of classes, but this one has numbers: take targets()",
        numbers::labels);
    row(
        "split expects a share of at least 0 and less than 1, but got 1.0: use for example split(0.8, 1)",
        () -> numbers.split(1));
    row(
        "splitInOrder expects a share of at least 0 and less than 1, but got NaN: use for example splitInOrder(0.8)",
        () -> numbers.splitInOrder(Double.NaN));
    row(
        "splitInOrder expects samples in both parts, but a share of 0.1 of 3 samples is 0: use more data or another share",
        () -> numbers.splitInOrder(0.1));
    row(
        "stratifiedSplit expects at least 2 samples of each class, but class no has 1: use split(0.5, 7)",
        () -> classes.stratifiedSplit(0.5, 7));
    row(
        STATE,
        "stratifiedSplit expects a data set of classes, but this one has numbers: use split(0.5, 0)",
        () -> numbers.stratifiedSplit(0.5));
    row(
        "stratifiedSplit expects samples in both parts, but a share of 0.0 of 150 samples is 0: use more data or another share",
        () -> Datasets.iris().stratifiedSplit(0));
    row(
        "folds expects at least 2 folds and at most one for each of the 3 samples, but got 1: use for example folds(5, 1)",
        () -> numbers.folds(1, 1));
    row(
        "folds expects at least 2 folds and at most one for each of the 3 samples, but got 4: use for example folds(5, 1)",
        () -> numbers.folds(4, 1));
    row(
        "stratifiedFolds expects at least 2 folds, but got 0: use for example stratifiedFolds(5, 1)",
        () -> classes.stratifiedFolds(0, 1));
    row(
        "stratifiedFolds expects at least 2 samples of each class, but class no has 1: use fewer folds, or folds(2, 1)",
        () -> classes.stratifiedFolds(2, 1));
    row(
        STATE,
        "stratifiedFolds expects a data set of classes, but this one has numbers: use folds(2, 1)",
        () -> numbers.stratifiedFolds(2, 1));
    row(
        "batches expects a size of at least 1, but got 0: use for example 32",
        () -> numbers.batches(0));
    row(
        "batchesInOrder expects a size of at least 1, but got -1: use for example 32",
        () -> numbers.batchesInOrder(-1));
    row(
        "Dataset.of expects a collection of records, but got null: pass one",
        () -> Dataset.of(null));
    row(
        "Dataset.of expects at least one record, but got none: pass some",
        () -> Dataset.of(List.of()));
    row(
        "Dataset.of expects records, but number 1 is null: leave it out",
        () -> Dataset.of(Arrays.asList("a", null)));
    row(
        "feature length expects a value of each record, but record 1 has null: fill it or leave the record out",
        () -> Dataset.of(SHOES).feature("length", Shoe::length));
    row(
        "feature length expects finite numbers, but record 0 has Infinity: correct it or leave the record out",
        () -> Dataset.of(SHOES).feature("length", shoe -> 1 / 0.0));
    row(
        "feature length expects a function of a record, but got null: pass one",
        () -> Dataset.of(SHOES).feature("length", null));
    row(
        "feature expects a name, but got null: pass one",
        () -> Dataset.of(SHOES).feature(null, shoe -> 1));
    row(
        "feature expects each name once, but \"a\" is there already: choose another",
        () -> Dataset.of(SHOES).feature("a", shoe -> 1).feature("a", shoe -> 2));
    row(
        "categorical expects each name once, but \"a\" is there already: choose another",
        () -> Dataset.of(SHOES).categorical("a", shoe -> 1).categorical("a", shoe -> 2));
    row(
        "categorical color expects a value of each record, but record 1 has null: fill it or leave the record out",
        () -> Dataset.of(SHOES).categorical("color", Shoe::color));
    row(
        "label expects a value of each record, but record 1 has null: fill it or leave the record out",
        () -> Dataset.of(SHOES).feature("a", shoe -> 1).label(Shoe::color));
    row(
        "label expects one of red, blue, but record 0 has \"reed\": add it to the names",
        () -> Dataset.of(SHOES).feature("a", s -> 1).label(s -> "reed", List.of("blue", "red")));
    row(
        STATE,
        "label expects a feature to learn from, but there is none: call feature(\"name\", R::value) first",
        () -> Dataset.of(SHOES).label(shoe -> 1));
    row(
        STATE,
        "target expects a feature to learn from, but there is none: call feature(\"name\", R::value) first",
        () -> Dataset.of(SHOES).target(shoe -> 1));
    row(
        "target expects at least one function of a record, but got none: pass one",
        () -> Dataset.of(SHOES).feature("a", shoe -> 1).target());
    return rows.stream();
  }

  // ---- preparing

  @TestFactory
  Stream<DynamicTest> preparing() {
    double[][] x = {{1, 2}, {3, 5}};
    row(
        "standardScaler expects x, but got null: pass one",
        () -> standardScaler((double[][]) null));
    row(
        "standardScaler expects a data set, but got null: pass one",
        () -> standardScaler((Dataset) null));
    row(
        "standardScaler expects x with at least one row and one column, but got none: pass some data",
        () -> standardScaler(new double[0][]));
    row(
        "minMaxScaler expects rows of one length, but row 0 has 2 numbers and row 1 has 1: fill or cut them",
        () -> minMaxScaler(new double[][] {{1, 2}, {3}}));
    row(
        "standardScaler expects finite numbers, but x has NaN at row 1, column 0: fill in or leave out such rows",
        () -> standardScaler(new double[][] {{1, 2}, {Double.NaN, 3}}));
    row(
        "standardScaler expects numbers whose squares fit a double, but column 0 of x has larger ones: scale them first",
        () -> standardScaler(new double[][] {{1e200}, {-1e200}}));
    row(
        "MinMaxScaler expects a finite range for each column, but column 0 goes from -1.7E308 to 1.7E308: exchange or scale them",
        () -> minMaxScaler(new double[][] {{1.7e308}, {-1.7e308}}));
    row(
        "MinMaxScaler expects a low below a high, but got 1.0 and 0.0: use for example 0 and 1",
        () -> minMaxScaler(x, 1, 0));
    row(
        "transform expects 2 columns, as the scaler was made for, but x has 1: pass the same ones",
        () -> standardScaler(x).transform(new double[][] {{1}}));
    row(
        "inverse expects 2 columns, as the scaler was made for, but x has 3: pass the same ones",
        () -> minMaxScaler(x).inverse(new double[][] {{1, 2, 3}}));
    row(
        "transform expects a data set, but got null: pass one",
        () -> minMaxScaler(x).transform((Dataset) null));
    row(
        "StandardScaler expects a mean and a scale for each column, but got 1 and 2: give as many",
        () -> new StandardScaler(List.of(1.0), List.of(1.0, 2.0)));
    row(
        "StandardScaler expects a scale of finite positive numbers, but got 0.0: take those of a scaler that was made from data",
        () -> new StandardScaler(List.of(1.0), List.of(0.0)));
    row(
        "MinMaxScaler expects a min of finite numbers, but got NaN: take those of a scaler that was made from data",
        () -> new MinMaxScaler(List.of(Double.NaN), List.of(0.0), 0, 1));
    row(
        "MinMaxScaler expects a finite range for each column, but column 0 goes from 2.0 to 1.0: exchange or scale them",
        () -> new MinMaxScaler(List.of(2.0), List.of(1.0), 0, 1));
    row(
        "MinMaxScaler expects a min and a max for each column, but got 0 and 0: give as many",
        () -> new MinMaxScaler(List.of(), List.of(), 0, 1));
    row(
        "oneHot expects classes 0 to 2, but got 3 at row 1: count from 0",
        () -> oneHot(new int[] {0, 3}, 3));
    row(
        "oneHot expects a number of classes of at least 1, but got 0: use for example oneHot(labels, 3)",
        () -> oneHot(new int[] {0}, 0));
    row("oneHot expects labels, but got null: pass one", () -> oneHot(null, 3));
    row(
        "fromOneHot expects a single 1 among 0 in each row, but row 1 has 0.2, 0.8: use the column of the largest number",
        () -> fromOneHot(new double[][] {{1, 0}, {0.2, 0.8}}));
    row(
        "fromOneHot expects a single 1 among 0 in each row, but row 0 has 0.0, 0.0: use the column of the largest number",
        () -> fromOneHot(new double[][] {{0, 0}}));
    row("LabelEncoder expects at least one class, but got none: give some", () -> labelEncoder());
    row(
        "labelEncoder expects a text for each sample, but got null: pass one",
        () -> labelEncoder("a", null));
    row(
        "LabelEncoder expects different classes, but \"a\" comes twice: leave it out once",
        () -> new LabelEncoder(List.of("a", "b", "a")));
    row(
        "encode expects one of cat, dog, but got \"cut\" at row 1: correct it, or make an encoder that knows it",
        () -> labelEncoder("dog", "cat").encode("dog", "cut"));
    row(
        "encode expects a text for each sample, but got null: pass one",
        () -> labelEncoder("dog", "cat").encode("dog", null));
    row(
        "decode expects classes 0 to 1, but got 2 at row 0: count from 0",
        () -> labelEncoder("dog", "cat").decode(2));
    return rows.stream();
  }
}
