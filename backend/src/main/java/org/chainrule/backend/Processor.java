package org.chainrule.backend;

import org.nd4j.nativeblas.NativeOpsHolder;

/** What the processor can do. */
final class Processor {
  /** Whether it has AVX2, and no AVX-512. */
  static final boolean STOPS_AT_AVX2 =
      CpuKernels.available() // which starts ND4J
          && NativeOpsHolder.getInstance().getDeviceNativeOps().optimalLevel() == 2;

  private Processor() {}
}
