package org.chainrule.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import org.junit.jupiter.api.Test;

/** The normal distribution against its power series in 120 digits. */
class NormalTest {
  private static final MathContext DIGITS = new MathContext(120);
  private static final BigDecimal PI =
      new BigDecimal(
          "3.14159265358979323846264338327950288419716939937510582097494459230781640628620899862803482534211706798214808651328230664709384460955");

  /** ½ + Σ (−1)ᵏ x²ᵏ⁺¹ / (2ᵏ k! (2k + 1)) / √(2π). */
  private static BigDecimal cdf(double at) {
    BigDecimal x = new BigDecimal(at);
    BigDecimal factor = x.multiply(x).divide(BigDecimal.valueOf(-2), DIGITS);
    BigDecimal power = x;
    BigDecimal sum = x;
    for (int k = 1; k < 1000; k++) {
      power = power.multiply(factor, DIGITS).divide(BigDecimal.valueOf(k), DIGITS);
      sum = sum.add(power.divide(BigDecimal.valueOf(2L * k + 1), DIGITS), DIGITS);
    }
    BigDecimal root = PI.multiply(BigDecimal.valueOf(2)).sqrt(DIGITS);
    return BigDecimal.valueOf(0.5).add(sum.divide(root, DIGITS));
  }

  @Test
  void cdfIsExact() {
    for (double x = -12.03; x < 9; x += 0.0917) {
      double exact = cdf(x).doubleValue();
      assertEquals(exact, Normal.cdf(x), 5e-16, "at " + x);
      assertEquals(1, Normal.cdf(x) / exact, 1e-12, "at " + x);
    }
  }

  @Test
  void cdfFarOut() {
    assertEquals(0.5, Normal.cdf(0));
    for (double x : new double[] {40, 1e3, 1e30, 1e300, Double.POSITIVE_INFINITY}) {
      assertEquals(1, Normal.cdf(x));
      assertEquals(0, Normal.cdf(-x));
    }
    assertTrue(Double.isNaN(Normal.cdf(Double.NaN)));
  }

  /** φ(0) = 1/√(2π) = 0.39894228, φ(±1) = φ(0)/√e = 0.24197072. */
  @Test
  void densityByHand() {
    assertEquals(0.3989422804014327, Normal.density(0), 1e-16);
    assertEquals(0.24197072451914337, Normal.density(-1), 1e-16);
    assertEquals(0, Normal.density(1e30));
  }
}
