/**
 * Runs Jobs to completion, and deletes finished ones after their time (k8s.io/kubernetes pkg/controller/job and
 * pkg/controller/ttlafterfinished, 1.37).
 *
 * <p>A pod that has ended is counted exactly once: its UID is first written to the Job's status, then its finalizer is
 * removed, then the count is raised and the UID dropped. Threads: the workers of the queues. {@code JobPods}, {@code
 * Indexes} and {@code JobConditions} decide and do no I/O.
 *
 * <p>Pod failure policies, success policies and limits per index are not looked at yet.
 */
@NullMarked
package dev.carafe.kubernetes.controllermanager.job;

import org.jspecify.annotations.NullMarked;
