/**
 * The subcommands of {@code carafe}: each maps flags to a call, and its outcome to text and an exit code.
 *
 * <p>Runs on the calling thread. A command class names no class of a part in its fields or signatures, so that a short
 * command does not load a server. Knows every other package of this room but the topmost.
 */
@NullMarked
package dev.carafe.cli.command;

import org.jspecify.annotations.NullMarked;
