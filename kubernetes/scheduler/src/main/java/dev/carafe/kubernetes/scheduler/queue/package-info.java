/** Which pod is next, and which must wait for a time or for the cluster to change. Pure; time is handed in. */
@NullMarked
package dev.carafe.kubernetes.scheduler.queue;

import org.jspecify.annotations.NullMarked;
