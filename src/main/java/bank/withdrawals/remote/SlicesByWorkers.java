package bank.withdrawals.remote;

import bank.withdrawals.job.GracefulShutdown;
import bank.withdrawals.job.RemoteSlices;
import bank.withdrawals.job.RunParameters;
import bank.withdrawals.report.Progress;
import java.util.Set;
import org.springframework.batch.core.partition.PartitionHandler;
import org.springframework.batch.core.partition.support.AbstractPartitionHandler;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Has the slices executed by workers: {@link HandedOut}. */
@Component
class SlicesByWorkers implements RemoteSlices {

  final Requests requests;
  final SliceLook look;
  final OwnWork ownWork;
  final VolumeMarker volume;
  final GracefulShutdown shutdown;
  final JobRepository repository;
  final ObjectProvider<Progress> progress;

  SlicesByWorkers(
      Requests requests,
      SliceLook look,
      OwnWork ownWork,
      VolumeMarker volume,
      GracefulShutdown shutdown,
      JobRepository repository,
      ObjectProvider<Progress> progress) {
    this.requests = requests;
    this.look = look;
    this.ownWork = ownWork;
    this.volume = volume;
    this.shutdown = shutdown;
    this.repository = repository;
    this.progress = progress;
  }

  @Override
  public PartitionHandler handler(RunParameters run, int slices, int atOnce) {
    AbstractPartitionHandler handler =
        new AbstractPartitionHandler() {
          @Override
          protected Set<StepExecution> doHandle(StepExecution manager, Set<StepExecution> split) {
            return split.isEmpty()
                ? split
                : new HandedOut(SlicesByWorkers.this, run, manager, split).await(atOnce);
          }
        };
    handler.setGridSize(slices);
    return handler;
  }
}
