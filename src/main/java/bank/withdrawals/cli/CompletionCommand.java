package bank.withdrawals.cli;

import bank.withdrawals.report.ExitCode;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints a script that lets a shell complete the commands and options of this program. */
@Command(
    name = "completion",
    description = {
      "Prints a completion script. With bash: source <(./run.sh completion bash)",
      "With zsh: source <(./run.sh completion zsh)"
    })
final class CompletionCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "SHELL", description = "one of: ${COMPLETION-CANDIDATES}")
  private Shell shell = Shell.bash;

  @Option(
      names = "--command",
      paramLabel = "NAME",
      defaultValue = "run.sh",
      description = "the name under which you start the program (default: ${DEFAULT-VALUE})")
  private String command = "";

  /** The supported shells. The names are those that the user types. */
  enum Shell {
    bash,
    zsh
  }

  @Override
  public Integer call() {
    if (shell == Shell.zsh) {
      // The bash script works in zsh only after zsh's own completion is initialised.
      spec.commandLine().getOut().println("autoload -U +X compinit && compinit");
    }
    spec.commandLine().getOut().print(AutoComplete.bash(command, spec.root().commandLine()));
    spec.commandLine().getOut().flush();
    return ExitCode.SUCCESS.code();
  }
}
