/**
 * Tasks: what takes long, told by an object that clients watch.
 *
 * <p>The tasks of one entity run one after another on a virtual thread, those of different entities side by side. A task is
 * in the journal before its caller learns of it, so that whatever ends the server, each is told to its end. The package
 * knows {@code event}, {@code history}, {@code inventory}, {@code session}, {@code service} and {@code store}.
 */
@NullMarked
package dev.carafe.vsphere.vmomi.task;

import org.jspecify.annotations.NullMarked;
