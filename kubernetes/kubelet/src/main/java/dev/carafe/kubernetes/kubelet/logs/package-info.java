/**
 * Containers' log files: the format that the Container Runtime Interface prescribes, reading it for
 * {@code kubectl logs}, and keeping the files from growing without limit.
 *
 * <p>Readers block their caller's (virtual) thread; the rotation is called by whoever owns the files.
 * Knows only the file system.
 */
@NullMarked
package dev.carafe.kubernetes.kubelet.logs;

import org.jspecify.annotations.NullMarked;
