/**
 * Each part of a cloud as a command of its own, under its namesake's name and with its namesake's main flags.
 *
 * <p>A command maps flags to the part's configuration, starts it, and stops it when the process is asked to end. Logs go to
 * standard error. Knows the rooms of the parts, {@code log} and the exceptions of {@code command}.
 */
@NullMarked
package dev.carafe.cli.part;

import org.jspecify.annotations.NullMarked;
