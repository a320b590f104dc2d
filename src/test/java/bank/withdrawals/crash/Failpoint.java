package bank.withdrawals.crash;

import static net.bytebuddy.matcher.ElementMatchers.isDeclaredBy;
import static net.bytebuddy.matcher.ElementMatchers.isMethod;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.namedOneOf;

import bank.withdrawals.crash.Seam.When;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.AsmVisitorWrapper;
import net.bytebuddy.asm.MemberSubstitution;
import net.bytebuddy.description.NamedElement;
import net.bytebuddy.matcher.ElementMatcher;

/**
 * A Java agent that kills or harms the packaged program at one {@link Seam}. The program does not
 * know the agent, and its jar does not contain it.
 */
public final class Failpoint {

  /** The classes that rename files. Byte Buddy's substitution does not work for records. */
  static final String[] RENAMERS = {
    "bank.withdrawals.files.OwnerOnlyFiles", "bank.withdrawals.files.DurableMove"
  };

  private static final String COMMITTER = "com.zaxxer.hikari.pool.ProxyConnection";

  private static final AtomicInteger reached = new AtomicInteger();
  private static final ThreadLocal<Boolean> commitDue = ThreadLocal.withInitial(() -> false);

  private static Kill kill;
  private static Harm harm = Harm.KILL;

  private Failpoint() {}

  /**
   * What happens to the program at the seam. The system property {@code failpoint.harm} names it.
   */
  enum Harm {
    KILL,
    /** It is frozen until it gets SIGCONT. */
    FREEZE,
    /** It allocates more memory than it has. */
    EXHAUST;

    /** The option of the JVM that selects this harm. */
    String option() {
      return "-Dfailpoint.harm=" + this;
    }
  }

  /** Makes the jar of the agent from the classes of this package. */
  static Path jar(Path directory) throws IOException {
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.putValue("Premain-Class", Failpoint.class.getName());
    attributes.put(Attributes.Name.CLASS_PATH, place(ByteBuddy.class).toString());
    Path classes = Path.of(place(Failpoint.class));
    Path jar = directory.resolve("failpoint.jar");
    Path here = classes.resolve(Failpoint.class.getPackageName().replace('.', '/'));
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest);
        DirectoryStream<Path> types = Files.newDirectoryStream(here, "*.class")) {
      for (Path type : types) {
        out.putNextEntry(new JarEntry(classes.relativize(type).toString()));
        Files.copy(type, out);
      }
    }
    return jar;
  }

  private static URI place(Class<?> type) {
    try {
      return type.getProtectionDomain().getCodeSource().getLocation().toURI();
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** The JVM calls this before {@code main}, with {@link Kill#argument}. */
  public static void premain(String argument, Instrumentation instrumentation)
      throws NoSuchMethodException {
    kill = Kill.of(argument);
    harm = Harm.valueOf(System.getProperty("failpoint.harm", Harm.KILL.toString()));
    Seam seam = kill.seam();
    AgentBuilder agent =
        new AgentBuilder.Default()
            .with(AgentBuilder.Listener.StreamWriting.toSystemError().withErrorsOnly());
    var type = named(seam.type);
    var method = named(seam.method);
    agent =
        switch (seam.when) {
          case ENTER -> visiting(agent, type, Advice.to(Entry.class).on(method));
          case EXIT -> visiting(agent, type, Advice.to(Exit.class).on(method));
          case COMMITTING, COMMITTED ->
              visiting(
                  visiting(agent, type, Advice.to(Mark.class).on(method)),
                  named(COMMITTER),
                  Advice.to(Commit.class).on(named("commit")));
          case MOVING -> visiting(agent, namedOneOf(RENAMERS), renaming());
        };
    agent.installOn(instrumentation);
  }

  private static AgentBuilder visiting(
      AgentBuilder agent, ElementMatcher<NamedElement> types, AsmVisitorWrapper visitor) {
    return agent
        .type(types)
        .transform((builder, description, loader, module, domain) -> builder.visit(visitor));
  }

  private static AsmVisitorWrapper renaming() throws NoSuchMethodException {
    return MemberSubstitution.relaxed()
        .method(named("move").and(isDeclaredBy(Files.class)))
        .replaceWith(Failpoint.class.getMethod("move", Path.class, Path.class, CopyOption[].class))
        .on(isMethod());
  }

  /** The program passes the seam. */
  public static void reached() {
    if (reached.incrementAndGet() != kill.occurrence()) {
      return;
    }
    if (kill.delayMillis() == 0) {
      suffer();
      return;
    }
    Thread timer = new Thread(Failpoint::dieLater, "failpoint");
    timer.setDaemon(true);
    timer.start();
  }

  /** The next commit of this thread is the one to strike. */
  public static void markCommit() {
    commitDue.set(true);
  }

  /** A commit starts. */
  public static void committing() {
    if (kill.seam().when == When.COMMITTING && commitDue.get()) {
      commitDue.set(false);
      reached();
    }
  }

  /** A commit has ended. */
  public static void committed() {
    if (kill.seam().when == When.COMMITTED && commitDue.get()) {
      commitDue.set(false);
      reached();
    }
  }

  /** Replaces the call that renames a file. */
  public static Path move(Path source, Path target, CopyOption... options) throws IOException {
    Seam seam = kill.seam();
    boolean here =
        StackWalker.getInstance()
            .walk(
                frames ->
                    frames.anyMatch(
                        frame ->
                            frame.getClassName().equals(seam.type)
                                && frame.getMethodName().equals(seam.method)));
    if (here) {
      reached();
    }
    return Files.move(source, target, options);
  }

  private static void dieLater() {
    try {
      TimeUnit.MILLISECONDS.sleep(kill.delayMillis());
    } catch (InterruptedException strikeNow) {
      Thread.currentThread().interrupt();
    }
    die();
  }

  private static void suffer() {
    switch (harm) {
      case KILL -> die();
      case FREEZE -> freeze();
      case EXHAUST -> exhaust();
    }
  }

  /** Returns after SIGCONT. */
  private static void freeze() {
    System.err.println(sign(kill));
    try {
      signal("-STOP").waitFor();
    } catch (IOException | InterruptedException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static void exhaust() {
    System.err.println(sign(kill));
    List<long[]> hoard = new ArrayList<>();
    while (hoard.size() < Integer.MAX_VALUE) {
      hoard.add(new long[1 << 24]);
    }
  }

  private static Process signal(String signal) throws IOException {
    return new ProcessBuilder("kill", signal, Long.toString(ProcessHandle.current().pid())).start();
  }

  /** Never returns, because this thread must not continue. */
  private static void die() {
    System.err.println(sign(kill));
    try {
      signal("-KILL").waitFor();
      new CountDownLatch(1).await();
    } catch (IOException | InterruptedException failure) {
      throw new IllegalStateException(failure);
    }
  }

  /** The line on standard error that proves that this agent struck. */
  static String sign(Kill kill) {
    return "failpoint: struck at " + kill.argument();
  }

  /** Byte Buddy inlines this at the start of a method. */
  static final class Entry {

    private Entry() {}

    @Advice.OnMethodEnter
    static void enter() {
      reached();
    }
  }

  /** Byte Buddy inlines this at the end of a method. */
  static final class Exit {

    private Exit() {}

    @Advice.OnMethodExit
    static void exit() {
      reached();
    }
  }

  /** Byte Buddy inlines this at the end of a method that is called in a transaction. */
  static final class Mark {

    private Mark() {}

    @Advice.OnMethodExit
    static void exit() {
      markCommit();
    }
  }

  /** Byte Buddy inlines this around a commit. */
  static final class Commit {

    private Commit() {}

    @Advice.OnMethodEnter
    static void enter() {
      committing();
    }

    @Advice.OnMethodExit
    static void exit() {
      committed();
    }
  }
}
