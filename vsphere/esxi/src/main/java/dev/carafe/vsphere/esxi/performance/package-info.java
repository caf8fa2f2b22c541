/**
 * How busy the host and its machines are: measured every 20 seconds, kept for an hour, asked for by the API.
 *
 * <p>Pure: {@link Counter} (what is counted, with ESXi's numbers and names), {@link Reading} (what was read at an instant), {@link Sample}
 * (what happened between two), {@link PerformanceHistory} (the last hour, bounded). Readers: {@link ProcFiles} for the kernel's files,
 * {@link MachineReader}, {@link HostReader}. {@link PerformanceSampler} has a thread that reads; machines are read side by side, each on
 * a virtual thread, so that one whose QEMU hangs holds up no other. {@link ServedPerformanceManager} answers from the history alone.
 */
@NullMarked
package dev.carafe.vsphere.esxi.performance;

import org.jspecify.annotations.NullMarked;
