package bank.withdrawals.cli;

import bank.withdrawals.report.ExitCode;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints what makes a shell complete this program's commands and options. */
@Command(
    name = "completion",
    description = {
      "Prints a completion script: source <(./run.sh completion bash)",
      "or with zsh: source <(./run.sh completion zsh)"
    })
final class CompletionCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "SHELL", description = "one of: ${COMPLETION-CANDIDATES}")
  private Shell shell = Shell.bash;

  @Option(
      names = "--command",
      paramLabel = "NAME",
      defaultValue = "run.sh",
      description = "what the program is called by (default: ${DEFAULT-VALUE})")
  private String command = "";

  /** In lower case, as they are typed. */
  enum Shell {
    bash,
    zsh
  }

  @Override
  public Integer call() {
    if (shell == Shell.zsh) {
      // Without its own completion system, zsh has none of bash's either.
      spec.commandLine().getOut().println("autoload -U +X compinit && compinit");
    }
    spec.commandLine().getOut().print(AutoComplete.bash(command, spec.root().commandLine()));
    spec.commandLine().getOut().flush();
    return ExitCode.SUCCESS.code();
  }
}
