/**
 * Scheduled tasks: what is to be done when, and the thread that does it.
 *
 * <p>{@code Schedule} is pure. {@code ScheduledTasks} has one thread that waits for the next instant at which something is due; each
 * task then runs on a virtual thread of its own, as the user who scheduled it and with his rights. The package knows {@code store},
 * and of {@code vmomi} calls, tasks, events and the registry.
 */
@NullMarked
package dev.carafe.vsphere.vcenter.schedule;

import org.jspecify.annotations.NullMarked;
