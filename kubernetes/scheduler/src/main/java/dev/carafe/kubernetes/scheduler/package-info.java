/**
 * kube-scheduler: finds a node for each pod that has none. It knows the API server only, and never asks a cloud.
 *
 * <p>Arrows: this package runs the loop and does all I/O (informers, bindings, events); {@code framework} holds the extension
 * points and what plugins see; {@code plugins} one class a plugin; {@code cache} what runs where, pods just assumed
 * included; {@code queue} which pod is next. The last four are pure: no I/O, no threads, time handed in.
 *
 * <p>Threads: one lock guards cache and queue and is held for one decision or one change at a time, never across I/O. One
 * thread decides; each binding has a virtual thread of its own.
 */
@NullMarked
package dev.carafe.kubernetes.scheduler;

import org.jspecify.annotations.NullMarked;
