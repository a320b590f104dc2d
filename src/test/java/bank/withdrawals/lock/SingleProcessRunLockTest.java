package bank.withdrawals.lock;

class SingleProcessRunLockTest extends RunLockContract {

  @Override
  RunLock lock() {
    return new SingleProcessRunLock();
  }
}
