/**
 * One cloud's files: where each lies, and what was chosen when the cloud was made.
 *
 * <p>Plain values and blocking file access on the caller's thread. Knows only the object engine, for JSON.
 */
@NullMarked
package dev.carafe.cli.data;

import org.jspecify.annotations.NullMarked;
