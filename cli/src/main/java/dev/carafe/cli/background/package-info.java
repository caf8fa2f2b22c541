/**
 * The process that runs a cloud in the background: started, found again, waited for, and ended from the command line.
 *
 * <p>The two processes meet only in files: the pid file, which the background process writes, and the status file. Plain
 * blocking code on the caller's thread. Knows {@code data} and {@code host}.
 */
@NullMarked
package dev.carafe.cli.background;

import org.jspecify.annotations.NullMarked;
