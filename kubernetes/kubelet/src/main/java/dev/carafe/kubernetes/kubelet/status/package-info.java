/**
 * Pods' statuses: made from what the runtime reports (pure), and written to the API server by one thread,
 * only when they changed.
 */
@NullMarked
package dev.carafe.kubernetes.kubelet.status;

import org.jspecify.annotations.NullMarked;
