import Git
import Glibc

// The child of the transfer tests: what `pushrun transfer` is in production.
exit(TransferCommand.run())
