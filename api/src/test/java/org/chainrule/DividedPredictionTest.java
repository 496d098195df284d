package org.chainrule;

import static org.chainrule.activations.Activations.elementwise;
import static org.chainrule.activations.Activations.relu;
import static org.chainrule.activations.Activations.softmax;
import static org.chainrule.layers.Layers.dense;
import static org.chainrule.layers.Layers.input;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleUnaryOperator;
import org.chainrule.activations.Activation;
import org.chainrule.backend.Rng;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The rows of a prediction are divided among threads, each of which goes all the way with its own;
 * nobody notices.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DividedPredictionTest {
  private static final int COLUMNS = 40;
  private static final int ROWS = 700; // two batches for two threads
  private static final int REPEATS = 1000; // by then a helper has come

  private final float[][] x = features();

  @AfterEach
  void allThreads() {
    Chainrule.threads(Runtime.getRuntime().availableProcessors());
  }

  private static float[][] features() {
    Rng rng = new Rng(5);
    float[][] x = new float[ROWS][COLUMNS];
    for (float[] row : x) {
      for (int j = 0; j < COLUMNS; j++) {
        row[j] = (float) rng.normal();
      }
    }
    return x;
  }

  /** 100 rows of it are 300 000 multiplications, enough to be divided. */
  private static Sequential model(Activation hidden) {
    return new Sequential(input(COLUMNS), dense(64, hidden), dense(10, softmax)).seed(2);
  }

  private static Activation own(DoubleUnaryOperator function) {
    return elementwise("own", function, z -> 1);
  }

  @Test
  void everyRowIsPredictedOnce() {
    Sequential model = model(relu);
    float[][] expected = new float[ROWS][];
    for (int i = 0; i < ROWS; i++) {
      expected[i] = model.predict(x[i]);
    }
    for (int n :
        new int[] {1, 2, 90, 127, 128, 129, 131, 255, 256, 257, 511, 512, 513, 699, ROWS}) {
      float[][] some = Arrays.copyOf(x, n);
      float[][] yhat = model.predict(some).toFloatMatrix();
      int[] classes = model.predictClasses(some);
      assertEquals(n, yhat.length);
      for (int i = 0; i < n; i++) {
        assertArrayEquals(expected[i], yhat[i], 1e-6f, "row " + i + " of " + n);
        assertEquals(largest(expected[i]), classes[i], "row " + i + " of " + n);
      }
    }
  }

  private static int largest(float[] values) {
    int best = 0;
    for (int j = 1; j < values.length; j++) {
      best = values[j] > values[best] ? j : best;
    }
    return best;
  }

  /** Whether a helper comes, early or late, changes no bit; one thread changes the last bits. */
  @Test
  void whoPredictsARowChangesNothing() {
    Sequential model = model(relu);
    float[] first = model.predict(x).ravel().toFloatVector();
    for (int repeat = 0; repeat < 300; repeat++) {
      assertArrayEquals(first, model.predict(x).ravel().toFloatVector());
    }
    Chainrule.threads(1);
    assertArrayEquals(first, model.predict(x).ravel().toFloatVector(), 1e-6f);
  }

  @Test
  void threadsShareTheRows() {
    assumeTrue(Chainrule.threads() > 1);
    Set<Thread> seen = ConcurrentHashMap.newKeySet();
    Sequential model =
        model(
            own(
                z -> {
                  seen.add(Thread.currentThread());
                  return z;
                }));
    for (int repeat = 0; repeat < REPEATS && seen.size() < 2; repeat++) {
      model.predict(x);
    }
    assertTrue(seen.size() > 1 && seen.contains(Thread.currentThread()), seen.toString());
  }

  @Test
  void aNaNIsFoundInWhosePartItIs() {
    Sequential model = model(relu);
    float[] expected = model.predict(x).ravel().toFloatVector();
    for (int row : new int[] {0, 127, 128, 174, 175, 349, 350, 524, 525, ROWS - 1}) {
      float[][] bad = x.clone();
      bad[row] = x[row].clone();
      bad[row][COLUMNS - 1] = Float.NaN;
      for (int repeat = 0; repeat < 20; repeat++) {
        Exception e = assertThrows(IllegalArgumentException.class, () -> model.predict(bad));
        assertTrue(e.getMessage().contains("row " + row), e.getMessage());
        assertArrayEquals(expected, model.predict(x).ravel().toFloatVector());
      }
    }
  }

  /** Also when it was thrown on a helper; the model goes on as before. */
  @Test
  void whatAFunctionThrowsReachesTheCaller() {
    assumeTrue(Chainrule.threads() > 1);
    Thread caller = Thread.currentThread();
    boolean[] throwing = {false};
    Sequential model =
        model(
            own(
                z -> {
                  if (throwing[0] && Thread.currentThread() != caller) {
                    throw new ArithmeticException("on a helper");
                  }
                  return z;
                }));
    float[] expected = model.predict(x).ravel().toFloatVector();
    throwing[0] = true;
    Exception e =
        assertThrows(
            ArithmeticException.class,
            () -> {
              for (int repeat = 0; repeat < REPEATS; repeat++) {
                model.predict(x);
              }
            });
    assertEquals("on a helper", e.getMessage());
    throwing[0] = false;
    assertArrayEquals(expected, model.predict(x).ravel().toFloatVector());
  }

  /** A prediction within a prediction, on whichever thread. */
  @Test
  void aFunctionMayPredict() {
    Sequential inner = model(relu);
    int[] classes = inner.predictClasses(x);
    AtomicInteger calls = new AtomicInteger();
    Sequential outer =
        model(
            own(
                z -> {
                  if (calls.incrementAndGet() % 5000 == 0) {
                    assertArrayEquals(classes, inner.predictClasses(x));
                  }
                  return z;
                }));
    float[] expected = model(own(z -> z)).predict(x).ravel().toFloatVector();
    for (int repeat = 0; repeat < 30; repeat++) {
      assertArrayEquals(expected, outer.predict(x).ravel().toFloatVector());
    }
    assertTrue(calls.get() > 100_000);
  }

  @Test
  void aThreadKeepsNothingOfWhatItPredicted() throws InterruptedException {
    WeakReference<float[]> predicted = predictedRow();
    for (int i = 0; i < 100 && predicted.get() != null; i++) {
      System.gc();
      Thread.sleep(20);
    }
    assertNull(predicted.get());
  }

  private WeakReference<float[]> predictedRow() {
    float[][] copy = x.clone();
    copy[0] = x[0].clone();
    model(relu).predict(copy);
    return new WeakReference<>(copy[0]);
  }
}
