/**
 * {@code carafe etcdutl}: what etcd's offline tool does with files, under its names, flags and forms of output.
 *
 * <p>Threads: the command's own. Arrows: knows {@code etcd} and {@code command}.
 */
@NullMarked
package dev.carafe.cli.etcdutl;

import org.jspecify.annotations.NullMarked;
