package bank.withdrawals.lock;

class LostRunLockTest extends LostLockContract {

  @Override
  Held acquire() {
    RunLock lock = new AdvisoryRunLock(sessions.dataSource());
    RunLock.Held held = lock.acquire();
    return new Held() {
      @Override
      public void requireHeld() {
        lock.requireHeld();
      }

      @Override
      public void close() {
        held.close();
      }
    };
  }

  @Override
  Class<? extends RuntimeException> lost() {
    return RunLock.LostException.class;
  }
}
