package org.chainrule.samples;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.chainrule.History;
import org.chainrule.data.Dataset;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws what a model learnt into PNG files; needs no screen. */
public final class Pictures {
  static {
    // Before the first colour makes AWT look for a screen.
    System.setProperty("java.awt.headless", "true");
  }

  /** The most classes that can be told apart. */
  static final int MOST_CLASSES = 8;

  private static final int SCALE = 2; // pixels for each point of the drawing
  private static final int PLOT = 440; // points: the side of the square that shows the classes
  private static final Color INK = new Color(0x33, 0x33, 0x33);
  private static final Color RULE = new Color(0xDD, 0xDD, 0xDD);
  // Okabe and Ito's colours, which colour-blind people can tell apart; grey and brown make eight.
  private static final Color[] COLORS = {
    new Color(0x00, 0x72, 0xB2),
    new Color(0xD5, 0x5E, 0x00),
    new Color(0x00, 0x9E, 0x73),
    new Color(0xCC, 0x79, 0xA7),
    new Color(0xE6, 0x9F, 0x00),
    new Color(0x56, 0xB4, 0xE9),
    new Color(0x66, 0x66, 0x66),
    new Color(0x8C, 0x56, 0x4B)
  };
  private static final Marker[] MARKERS = {
    SeriesMarkers.CIRCLE, SeriesMarkers.SQUARE, SeriesMarkers.TRIANGLE_UP, SeriesMarkers.DIAMOND
  };

  private Pictures() {}

  /** Predicts the class of each row. */
  interface Classifier {
    int[] classes(float[][] x);
  }

  /**
   * Draws the two pictures of a classifier, {@code <name>-boundary.png} and {@code
   * <name>-loss.png}. Where the JDK cannot draw text, for want of fonts, it says so and draws none.
   *
   * @return the files written
   * @throws IOException when a file cannot be written
   */
  static List<Path> draw(
      Path folder,
      String name,
      String title,
      Dataset data,
      Classifier model,
      History history,
      PrintStream out)
      throws IOException {
    List<Path> files = new ArrayList<>();
    try {
      BufferedImage boundary = boundary(title, data, model);
      BufferedImage loss = loss(title, history);
      files.add(write(boundary, folder.resolve(name + "-boundary.png")));
      files.add(write(loss, folder.resolve(name + "-loss.png")));
    } catch (RuntimeException | LinkageError | InternalError e) {
      // What AWT throws without fontconfig or freetype differs from JDK to JDK.
      out.printf(
          "No pictures: this JDK cannot draw text (%s). Install fontconfig and a font, such as fonts-dejavu-core.%n",
          e.toString().lines().findFirst().orElse(""));
    }
    return files;
  }

  private static Path write(BufferedImage image, Path file) throws IOException {
    if (!ImageIO.write(image, "png", file.toFile())) {
      throw new IOException("no PNG writer in this JDK");
    }
    return file;
  }

  /** The class at each place, lightly coloured, and the samples on top; both axes to one scale. */
  static BufferedImage boundary(String title, Dataset data, Classifier model) {
    XYChart chart = chart(title, "x₁", "x₂");
    XYStyler styler = chart.getStyler();
    styler.setDefaultSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
    styler.setMarkerSize(6);
    styler.setPlotGridLinesVisible(false);
    styler.setPlotBackgroundColor(new Color(0, 0, 0, 0));
    styler.setChartBackgroundColor(new Color(0, 0, 0, 0));

    double[] low = {Double.MAX_VALUE, Double.MAX_VALUE};
    double[] high = {-Double.MAX_VALUE, -Double.MAX_VALUE};
    for (double[] row : data.x()) {
      for (int j = 0; j < 2; j++) {
        low[j] = Math.min(low[j], row[j]);
        high[j] = Math.max(high[j], row[j]);
      }
    }
    double side = 1.1 * Math.max(Math.max(high[0] - low[0], high[1] - low[1]), 1e-6);
    double left = (low[0] + high[0] - side) / 2;
    double bottom = (low[1] + high[1] - side) / 2;
    styler.setXAxisMin(left).setXAxisMax(left + side);
    styler.setYAxisMin(bottom).setYAxisMax(bottom + side);

    for (int c = 0; c < data.classes(); c++) {
      int k = c;
      double[][] own =
          IntStream.range(0, data.size())
              .filter(i -> data.labels()[i] == k)
              .mapToObj(i -> data.x()[i])
              .toArray(double[][]::new);
      if (own.length > 0) {
        XYSeries series = chart.addSeries("class " + c, column(own, 0), column(own, 1));
        series.setMarker(MARKERS[c % MARKERS.length]);
        series.setMarkerColor(COLORS[c % COLORS.length]);
      }
    }

    // The size of the plot follows from that of labels and legend, which only drawing tells.
    int width = PLOT + 150;
    int height = PLOT + 100;
    for (int i = 0; i < 3; i++) {
      paint(chart, width, height, null);
      double[] plot = plot(chart, left, bottom, side);
      width += (int) Math.round(PLOT - plot[2]);
      height += (int) Math.round(PLOT - plot[3]);
    }
    paint(chart, width, height, null);
    double[] plot = plot(chart, left, bottom, side);
    return paint(chart, width, height, regions(model, data.classes(), left, bottom, side, plot));
  }

  /** Where the plot lies in the drawing: left, top, width, height in points. */
  private static double[] plot(XYChart chart, double left, double bottom, double side) {
    double x = chart.getScreenXFromChart(left);
    double y = chart.getScreenYFromChart(bottom + side);
    return new double[] {
      x, y, chart.getScreenXFromChart(left + side) - x, chart.getScreenYFromChart(bottom) - y
    };
  }

  private record Background(BufferedImage image, int x, int y) {}

  /** One prediction for each pixel of the plot. */
  private static Background regions(
      Classifier model, int classes, double left, double bottom, double side, double[] plot) {
    int columns = (int) Math.round(plot[2] * SCALE);
    int rows = (int) Math.round(plot[3] * SCALE);
    BufferedImage image = new BufferedImage(columns, rows, BufferedImage.TYPE_INT_RGB);
    int[] light = new int[classes];
    for (int c = 0; c < classes; c++) {
      light[c] = light(COLORS[c % COLORS.length]).getRGB();
    }
    float[][] line = new float[columns][2];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        line[column][0] = (float) (left + side * (column + 0.5) / columns);
        line[column][1] = (float) (bottom + side * (rows - row - 0.5) / rows);
      }
      int[] predicted = model.classes(line);
      for (int column = 0; column < columns; column++) {
        image.setRGB(column, row, light[predicted[column]]);
      }
    }
    return new Background(
        image, (int) Math.round(plot[0] * SCALE), (int) Math.round(plot[1] * SCALE));
  }

  private static Color light(Color color) {
    return new Color(
        255 - (255 - color.getRed()) / 4,
        255 - (255 - color.getGreen()) / 4,
        255 - (255 - color.getBlue()) / 4);
  }

  /** The loss by epoch, with that on held-out data if there is one; logarithmic. */
  static BufferedImage loss(String title, History history) {
    XYChart chart = chart(title, "epoch", "loss (log scale)");
    chart.getStyler().setYAxisLogarithmic(true);
    chart.getStyler().setXAxisMin(0.0).setXAxisMax((double) Math.max(history.epochs(), 2));
    // The training loss is the mean over an epoch, so it stands at the epoch's middle.
    curve(chart, "training", 0.5, history.loss(), COLORS[0]);
    if (history.names().contains("val_loss")) {
      curve(chart, "validation", 1, history.get("val_loss"), COLORS[1]);
    }
    double[] losses =
        history.names().stream()
            .filter(n -> n.equals("loss") || n.equals("val_loss"))
            .flatMapToDouble(n -> Arrays.stream(history.get(n)))
            .map(Pictures::positive)
            .sorted()
            .toArray();
    double least = losses[0];
    double most = losses[losses.length - 1];
    // From a decade, which has a label unless it is the very edge, to the tick above the data.
    double decade = Math.pow(10, Math.floor(Math.log10(least)));
    chart.getStyler().setYAxisMin(0.97 * decade).setYAxisMax(tickAbove(most));
    return paint(chart, 640, 420, null);
  }

  /**
   * Curves through points over two logarithmic axes, written to a file.
   *
   * @param curves for each name the x of its points and their y, all greater than 0
   * @throws IOException when the file cannot be written
   */
  public static Path lines(
      Path file, String title, String xTitle, String yTitle, Map<String, double[][]> curves)
      throws IOException {
    XYChart chart = chart(title, xTitle, yTitle);
    chart.getStyler().setXAxisLogarithmic(true);
    chart.getStyler().setYAxisLogarithmic(true);
    chart.getStyler().setMarkerSize(6);
    double[] x = sorted(curves, 0);
    double[] y = sorted(curves, 1);
    double room = 1.25; // for the markers of the outermost points
    chart.getStyler().setXAxisMin(x[0] / room).setXAxisMax(x[x.length - 1] * room);
    chart.getStyler().setYAxisMin(y[0] / room).setYAxisMax(y[y.length - 1] * room);
    int i = 0;
    for (Map.Entry<String, double[][]> curve : curves.entrySet()) {
      double[][] points = curve.getValue();
      curve(chart, curve.getKey(), points[0], points[1], COLORS[i % COLORS.length])
          .setMarker(MARKERS[i % MARKERS.length]);
      i++;
    }
    return write(paint(chart, 640, 480, null), file);
  }

  private static double[] sorted(Map<String, double[][]> curves, int axis) {
    return curves.values().stream()
        .flatMapToDouble(points -> Arrays.stream(points[axis]))
        .sorted()
        .toArray();
  }

  /** What a logarithm can show. */
  private static double positive(double loss) {
    return Math.max(loss, 1e-9);
  }

  private static double tickAbove(double value) {
    double decade = Math.pow(10, Math.floor(Math.log10(value)));
    return decade * Math.ceil(value / decade + 1e-9);
  }

  private static void curve(XYChart chart, String name, double first, double[] loss, Color color) {
    double[] epochs = new double[loss.length];
    double[] positive = new double[loss.length];
    for (int i = 0; i < loss.length; i++) {
      epochs[i] = first + i;
      positive[i] = positive(loss[i]);
    }
    curve(chart, name, epochs, positive, color);
  }

  private static XYSeries curve(XYChart chart, String name, double[] x, double[] y, Color color) {
    XYSeries series = chart.addSeries(name, x, y);
    series.setMarker(SeriesMarkers.NONE);
    series.setMarkerColor(color);
    series.setLineStyle(SeriesLines.SOLID);
    series.setLineColor(color);
    series.setLineWidth(1.8f);
    return series;
  }

  private static XYChart chart(String title, String xTitle, String yTitle) {
    XYChart chart =
        new XYChartBuilder()
            .width(640)
            .height(420)
            .title(title)
            .xAxisTitle(xTitle)
            .yAxisTitle(yTitle)
            .build();
    XYStyler styler = chart.getStyler();
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setPlotBackgroundColor(Color.WHITE);
    styler.setPlotBorderColor(INK);
    styler.setPlotGridLinesColor(RULE);
    styler.setPlotGridLinesStroke(new BasicStroke(0.8f));
    styler.setPlotContentSize(1);
    styler.setAxisTicksLineVisible(false); // the border does
    styler.setXAxisTickMarkSpacingHint(60);
    styler.setChartFontColor(INK);
    styler.setAxisTickLabelsColor(INK);
    styler.setChartTitleBoxVisible(false);
    styler.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 14));
    styler.setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
    styler.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 11));
    styler.setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
    styler.setLegendPosition(LegendPosition.OutsideS);
    styler.setLegendLayout(LegendLayout.Horizontal);
    styler.setLegendBorderColor(Color.WHITE);
    styler.setChartPadding(12);
    return chart;
  }

  private static BufferedImage paint(XYChart chart, int width, int height, Background background) {
    BufferedImage image =
        new BufferedImage(width * SCALE, height * SCALE, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    g.setColor(Color.WHITE);
    g.fillRect(0, 0, image.getWidth(), image.getHeight());
    if (background != null) {
      g.drawImage(background.image, background.x, background.y, null);
    }
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    g.scale(SCALE, SCALE);
    chart.paint(g, width, height);
    g.dispose();
    return image;
  }

  private static double[] column(double[][] rows, int column) {
    double[] values = new double[rows.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = rows[i][column];
    }
    return values;
  }
}
