package org.chainrule.data;

import static org.junit.jupiter.api.Assertions.*;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

/** Data sets from objects and from arrays of other kinds. */
class RecordsTest {
  private enum Size {
    SMALL,
    MEDIUM,
    LARGE
  }

  private record Shoe(double length, Integer price, Size size, String color, boolean sold) {}

  private static final List<Shoe> SHOES =
      List.of(
          new Shoe(26.5, 80, Size.LARGE, "red", true),
          new Shoe(22, 60, Size.SMALL, "blue", false),
          new Shoe(22.5, 70, Size.SMALL, "red", true));

  @Test
  void featuresAndClasses() {
    Dataset data =
        Dataset.of(SHOES)
            .feature("length", Shoe::length)
            .categorical("color", Shoe::color)
            .categorical("size", Shoe::size)
            .feature("price", Shoe::price)
            .label(Shoe::sold);
    assertEquals(
        List.of(
            "length",
            "color=blue",
            "color=red",
            "size=SMALL",
            "size=MEDIUM",
            "size=LARGE",
            "price"),
        data.featureNames());
    assertArrayEquals(
        new double[][] {
          {26.5, 0, 1, 0, 0, 1, 80}, {22, 1, 0, 1, 0, 0, 60}, {22.5, 0, 1, 1, 0, 0, 70}
        },
        data.x());
    assertEquals(List.of("false", "true"), data.classNames());
    assertArrayEquals(new int[] {1, 0, 1}, data.labels());
  }

  @Test
  void classesOfEnumsNumbersAndGivenOnes() {
    Records<Shoe> records = Dataset.of(SHOES).feature("length", Shoe::length);
    Dataset sizes = records.label(Shoe::size);
    assertEquals(List.of("SMALL", "MEDIUM", "LARGE"), sizes.classNames(), "with those that lack");
    assertArrayEquals(new int[] {2, 0, 0}, sizes.labels());
    Dataset prices = records.label(shoe -> shoe.price() / 10.0);
    assertEquals(List.of("6", "7", "8"), prices.classNames());
    Dataset colors = records.label(Shoe::color, List.of("red", "green", "blue"));
    assertArrayEquals(new int[] {0, 2, 0}, colors.labels());
    assertEquals(3, colors.classes());
  }

  @Test
  void targets() {
    Records<Shoe> records = Dataset.of(SHOES).feature("length", Shoe::length);
    assertArrayEquals(new double[] {80, 60, 70}, (double[]) records.target(Shoe::price).y());
    Dataset two = records.target(Shoe::price, shoe -> shoe.sold() ? 1 : 0);
    assertArrayEquals(new double[][] {{80, 1}, {60, 0}, {70, 1}}, two.targets());
    assertEquals(List.of("length"), two.featureNames());
  }

  @Test
  void stepsAreValues() {
    Records<Shoe> first = Dataset.of(SHOES).feature("length", Shoe::length);
    first.feature("price", Shoe::price);
    assertEquals(1, first.target(Shoe::price).features());
    List<Shoe> changing = new ArrayList<>(SHOES);
    Records<Shoe> held = Dataset.of(changing);
    changing.clear();
    assertEquals(3, held.feature("length", Shoe::length).target(Shoe::price).size());
    Set<Integer> numbers = new TreeSet<>(Set.of(3, 1, 2));
    assertArrayEquals(
        new double[][] {{1}, {2}, {3}},
        Dataset.of(numbers).feature("n", n -> n).target(n -> n * n).x());
  }

  @Test
  void floats() {
    float[][] x = {{1, 0.5f}, {3, 4}};
    assertArrayEquals(
        new double[][] {{1, 0.5}, {3, 4}}, Dataset.classification(x, new int[] {1, 0}, 2).x());
    assertEquals(
        List.of("no", "yes"),
        Dataset.classification(x, new int[] {1, 0}, List.of("no", "yes")).classNames());
    Dataset one = Dataset.regression(x, new float[] {1, 2});
    assertArrayEquals(new double[] {1, 2}, (double[]) one.y());
    Dataset two = Dataset.regression(x, new float[][] {{1, 2}, {3, 4}});
    assertArrayEquals(new double[][] {{1, 2}, {3, 4}}, two.targets());
    x[0][0] = 9;
    assertEquals(1, one.x()[0][0], "copied");
  }

  @Test
  void ndArrays() {
    var x = Nd4j.createFromArray(new float[][] {{1, 2}, {3, 4}, {5, 6}}).dup('f');
    for (var y :
        List.of(
            Nd4j.createFromArray(2, 0, 1),
            Nd4j.createFromArray(2.0, 0, 1).reshape(3, 1),
            Nd4j.createFromArray(new float[][] {{0, 0, 1}, {1, 0, 0}, {0, 1, 0}}))) {
      Dataset data = Dataset.classification(x, y, 3);
      assertArrayEquals(new double[][] {{1, 2}, {3, 4}, {5, 6}}, data.x());
      assertArrayEquals(new int[] {2, 0, 1}, data.labels());
    }
    var labels = Nd4j.createFromArray(1, 1, 0);
    assertEquals(
        List.of("a", "b"), Dataset.classification(x, labels, List.of("a", "b")).classNames());
    assertArrayEquals(
        new double[] {0.5, 1, 2},
        (double[]) Dataset.regression(x, Nd4j.createFromArray(0.5, 1, 2)).y());
    assertArrayEquals(new double[][] {{1, 2}, {3, 4}, {5, 6}}, Dataset.regression(x, x).targets());
  }
}
