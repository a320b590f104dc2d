package bank.withdrawals.workfile;

import java.io.IOException;

/** A work file is missing or is not what was written. It can be made again from the original. */
public final class DamagedWorkFileException extends IOException {

  private static final long serialVersionUID = 1L;

  DamagedWorkFileException(String message) {
    super(message);
  }
}
