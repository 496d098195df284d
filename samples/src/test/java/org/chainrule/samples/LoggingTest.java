package org.chainrule.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.ClassicConstants;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.Configurator.ExecutionStatus;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.ConsoleAppender;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class LoggingTest {
  /** What a context with this logging prints. */
  private static String printed(Consumer<LoggerContext> logging) {
    LoggerContext context = new LoggerContext();
    context.setMDCAdapter(new LogbackMDCAdapter());
    assertEquals(ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY, new Logging().configure(context));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    context
        .getLogger(Logger.ROOT_LOGGER_NAME)
        .iteratorForAppenders()
        .forEachRemaining(
            console -> assertInstanceOf(ConsoleAppender.class, console).setOutputStream(out));
    logging.accept(context);
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void oneLineAMessage() {
    assertEquals(
        "WARN  Sequential: 3 classes%n".formatted(),
        printed(c -> c.getLogger("org.chainrule.Sequential").warn("{} classes", 3)));
    assertEquals(
        "INFO  plain: here%n".formatted(), printed(c -> c.getLogger("plain").info("here")));
  }

  @Test
  void anExceptionWithItsTrace() {
    String printed = printed(c -> c.getLogger("a.B").error("why", new IllegalStateException("x")));
    assertTrue(printed.startsWith("ERROR B: why%n".formatted()), printed);
    assertTrue(printed.contains("IllegalStateException: x"), printed);
    assertTrue(printed.contains("at org.chainrule.samples.LoggingTest"), printed);
  }

  @Test
  void nd4jWarnsOnly() {
    for (String name : new String[] {"org.nd4j.linalg.factory.Nd4jBackend", "org.bytedeco.x"}) {
      assertEquals("", printed(c -> c.getLogger(name).info("Backend used")));
      assertTrue(printed(c -> c.getLogger(name).warn("careful")).endsWith("careful%n".formatted()));
    }
  }

  @Test
  void aFileOfTheUsersOwnGoesBefore() {
    System.setProperty(ClassicConstants.CONFIG_FILE_PROPERTY, "mine.xml");
    try {
      assertEquals(
          ExecutionStatus.INVOKE_NEXT_IF_ANY, new Logging().configure(new LoggerContext()));
    } finally {
      System.clearProperty(ClassicConstants.CONFIG_FILE_PROPERTY);
    }
  }

  @Test
  void logbackFindsIt() {
    assertTrue(
        ServiceLoader.load(Configurator.class).stream().anyMatch(p -> p.type() == Logging.class));
  }
}
