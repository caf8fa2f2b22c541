/**
 * Log files: one a part, told apart by the names of loggers, bounded in size, and read back for {@code carafe logs}.
 *
 * <p>{@link dev.carafe.cli.log.PartLogHandler} is called by every thread that logs and guards each file with a lock. Knows no
 * other package of the house.
 */
@NullMarked
package dev.carafe.cli.log;

import org.jspecify.annotations.NullMarked;
