package dev.carafe.bench;

import java.util.List;
import java.util.Optional;

/**
 * A server under load.
 *
 * @param name its name in the report
 * @param target how it is reached
 * @param processes the processes whose CPU time and memory are its own
 * @param startup how it started, where the run started it
 */
record Server<T>(String name, T target, List<ServerProcess> processes, Optional<Startup> startup) {
    /**
     * From the start of the server's last process until it was ready.
     *
     * @param seconds by the wall clock
     * @param cpuSeconds that all its processes had used by then
     * @param residentMib that they held
     */
    record Startup(double seconds, double cpuSeconds, long residentMib) {
        static Startup now(double seconds, List<ServerProcess> processes) {
            return new Startup(
                    seconds,
                    processes.stream().mapToDouble(ServerProcess::cpuSeconds).sum(),
                    processes.stream().mapToLong(ServerProcess::residentMib).sum());
        }
    }
}
