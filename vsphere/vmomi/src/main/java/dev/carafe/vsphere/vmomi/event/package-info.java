/**
 * What happened on a server, told as events: kept up to a bound, also beyond the server's end, formatted as vSphere formats
 * them, shown by the event manager.
 *
 * <p>Posting is safe from all threads, but not from within a change of the registry. The package knows {@code history},
 * {@code inventory}, {@code session}, {@code service} and {@code store}.
 */
@NullMarked
package dev.carafe.vsphere.vmomi.event;

import org.jspecify.annotations.NullMarked;
