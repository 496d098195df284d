package org.chainrule.samples.benchmark;

import static org.junit.jupiter.api.Assertions.*;

import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

class KernelBenchmarkTest {
  @Test
  void everyKernelCanBeMeasured() throws RunnerException {
    var options =
        new OptionsBuilder()
            .include(KernelBenchmark.class.getName())
            .param("shape", "5x3x2")
            .param("size", "7")
            .forks(0)
            .warmupIterations(0)
            .measurementIterations(1)
            .measurementTime(TimeValue.milliseconds(1))
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT);
    assertEquals(4 + 2 * 3 + 10, new Runner(options.build()).run().size());
  }
}
