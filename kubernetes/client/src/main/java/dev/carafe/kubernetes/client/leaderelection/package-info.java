/**
 * One leader among equals, by a lease that the leader renews (client-go's tools/leaderelection).
 *
 * <p>Threads: whoever calls run renews; the leader's work runs on a virtual thread of its own.
 */
@NullMarked
package dev.carafe.kubernetes.client.leaderelection;

import org.jspecify.annotations.NullMarked;
