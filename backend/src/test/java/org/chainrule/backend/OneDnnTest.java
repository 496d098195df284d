package org.chainrule.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

class OneDnnTest {
  /** OpenMP's threads are this thread's own business again once it has computed. */
  @Test
  void computingUsesOneThreadAndLeavesTheirNumberAsItWas() {
    boolean oneDnn = OneDnn.available(); // which starts ND4J
    NativeOps openMp = NativeOpsHolder.getInstance().getDeviceNativeOps();
    int before = openMp.ompGetMaxThreads();
    int meanwhile = oneDnn ? 1 : 3;
    try {
      openMp.setOmpNumThreads(3);
      Threads.enter();
      Threads.enter(); // a prediction within a fit
      assertEquals(meanwhile, openMp.ompGetMaxThreads());
      Threads.leave();
      assertEquals(meanwhile, openMp.ompGetMaxThreads());
      Threads.leave();
      assertEquals(3, openMp.ompGetMaxThreads());
    } finally {
      openMp.setOmpNumThreads(before);
    }
  }
}
