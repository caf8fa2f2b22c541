/**
 * The {@code carafe} command: parses the command line and turns every failure into one sentence and an exit code.
 *
 * <p>Everything runs on the calling thread. Knows every other package of this room; nobody knows it.
 */
@NullMarked
package dev.carafe.cli;

import org.jspecify.annotations.NullMarked;
