package org.chainrule;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.chainrule.backend.Check;

/**
 * What is known of a training that became NaN or infinite: where, in which numbers, and why, as far
 * as the evidence goes. It prints as a report, and comes from {@link DivergedException#autopsy}.
 *
 * @param epoch the epoch, from 1
 * @param batch the batch whose step went wrong, from 1: the one whose loss is not finite, or whose
 *     update made weights that are not; 0 when it is only known to be one of the epoch's
 * @param rows the rows of that batch by their numbers in what was passed to {@code fit} (for data
 *     that comes in batches, in that batch), in the order in which they were taken; empty when the
 *     batch is not known
 * @param loss the loss that stopped training, NaN or infinite; or the last one, when it is finite
 *     and the weights are not
 * @param first the first numbers that are not finite
 * @param learningRate the rate of the last step, or of the first one, when none was taken
 * @param losses the losses of up to ten steps before, the oldest first
 * @param sizes the sizes of weights, gradients and the last step, parameter by parameter
 * @param largest the row with the largest part in the gradient of the batch
 * @param diagnosis the likely cause
 */
public record Autopsy(
    int epoch,
    int batch,
    List<Integer> rows,
    double loss,
    Place first,
    double learningRate,
    List<Double> losses,
    List<Size> sizes,
    Part largest,
    Diagnosis diagnosis)
    implements Serializable {
  private static final int SHOWN = 8; // rows

  /** Why a training diverges. */
  public enum Cause {
    /** Steps that are too long. */
    LEARNING_RATE,
    /** Columns of x that are far larger than 1. */
    UNSCALED_INPUTS,
    /** Targets that are far larger than 1. */
    HUGE_TARGETS,
    /** A single row of x with a number far from all others. */
    BAD_ROW,
    /** A single target far from all others, or one that the loss has no value for. */
    BAD_LABEL,
    /** A prediction that the loss has no finite value or gradient for. */
    LOSS_DOMAIN,
    /** An activation that makes finite numbers infinite or NaN. */
    ACTIVATION,
    /** Weights that were too large before any step. */
    LARGE_WEIGHTS,
    /** Weights that were not finite before. */
    BROKEN_WEIGHTS
  }

  /**
   * Where numbers stand.
   *
   * @param layer the name of the layer; empty for what belongs to none
   * @param tensor {@code input}, {@code output}, {@code loss}, {@code penalty}, a parameter such as
   *     {@code kernel} or {@code bias}, {@code gradient of the kernel} and the like, {@code
   *     gradient of the output}, or {@code gradient} for one between the functions of a layer, as
   *     before an activation
   */
  public record Place(String layer, String tensor) implements Serializable {
    /** {@code kernel of dense_1}. */
    @Override
    public String toString() {
      return layer.isEmpty() ? tensor : tensor + " of " + layer;
    }
  }

  /**
   * How large the numbers of a parameter are: of the weights that the model keeps, their gradient
   * for the batch, and the last step that was taken from them. −1 stands for what there is not,
   * such as the gradient of a frozen parameter, or a step before any was taken.
   *
   * @param layer the name of the layer
   * @param parameter the name of the parameter, such as {@code kernel}
   * @param largest max |w|
   * @param norm √Σw²
   * @param gradientLargest max |g|
   * @param gradientNorm √Σg²
   * @param step √ΣΔw²
   */
  public record Size(
      String layer,
      String parameter,
      double largest,
      double norm,
      double gradientLargest,
      double gradientNorm,
      double step)
      implements Serializable {}

  /**
   * The part a row has in the gradients of the dense layers.
   *
   * @param row its number, −1 when it is not known
   * @param share the norm of its gradient over the sum of those of all rows, from 0 to 1
   */
  public record Part(int row, double share) implements Serializable {}

  /**
   * The likely cause.
   *
   * @param cause what kind of cause
   * @param reason what speaks for it, a sentence without its full stop
   * @param remedy what to do, likewise
   * @param row the row to blame, by its number in what was passed; −1 for none in particular
   */
  public record Diagnosis(Cause cause, String reason, String remedy, int row)
      implements Serializable {}

  /** Keeps lists that cannot be changed. */
  public Autopsy {
    Check.present(rows, "Autopsy", "rows, or none");
    losses = List.copyOf(Check.present(losses, "Autopsy", "losses, or none"));
    sizes = List.copyOf(Check.present(sizes, "Autopsy", "sizes, or none"));
  }

  /** What kind of cause is the likely one. */
  public Cause cause() {
    return diagnosis.cause();
  }

  /** The report, about twenty lines. */
  @Override
  public String toString() {
    List<String[]> facts = new ArrayList<>();
    facts.add(new String[] {"first not finite", first.toString()});
    if (!rows.isEmpty()) {
      facts.add(new String[] {"rows", abbreviated()});
    }
    if (largest.row() >= 0) {
      facts.add(
          new String[] {
            "largest part",
            Check.message("row %d: %.1f%% of the gradient", largest.row(), 100 * largest.share())
          });
    }
    facts.add(new String[] {"learning rate", Figure.of(learningRate)});
    facts.add(new String[] {"last loss", Figure.rounded(loss)});
    if (!losses.isEmpty()) {
      StringJoiner before = new StringJoiner(", ");
      losses.forEach(v -> before.add(Figure.rounded(v)));
      facts.add(new String[] {"losses before", before.toString()});
    }
    facts.add(new String[] {"likely cause", diagnosis.reason()});
    facts.add(new String[] {"remedy", diagnosis.remedy()});
    StringBuilder report =
        new StringBuilder(
            Check.message(
                "Training diverged in epoch %d, %s\n",
                epoch, batch > 0 ? "batch " + batch : "in one of its batches"));
    for (String[] fact : facts) {
      report.append(Check.message("  %-18s%s\n", fact[0], fact[1]));
    }
    return report + "\n" + Table.indented(Table.of(table())) + "\n";
  }

  private String abbreviated() {
    StringJoiner numbers = new StringJoiner(", ");
    for (int row : rows.subList(0, Math.min(SHOWN, rows.size()))) {
      numbers.add(Integer.toString(row));
    }
    return rows.size() > SHOWN
        ? numbers + " and " + (rows.size() - SHOWN) + " more"
        : numbers.toString();
  }

  private List<String[]> table() {
    List<String[]> table = new ArrayList<>();
    table.add(new String[] {"", "max |w|", "norm w", "max |g|", "norm g", "last step"});
    for (Size s : sizes) {
      table.add(
          new String[] {
            s.layer() + " " + s.parameter(),
            number(s.largest()),
            number(s.norm()),
            number(s.gradientLargest()),
            number(s.gradientNorm()),
            number(s.step())
          });
    }
    return table;
  }

  private static String number(double size) {
    return size == -1 ? "-" : Table.number(size);
  }
}
