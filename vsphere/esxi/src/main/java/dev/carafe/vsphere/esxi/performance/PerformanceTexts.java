package dev.carafe.vsphere.esxi.performance;

import dev.carafe.vsphere.vim.vim25.PerformanceDescription;
import java.util.List;

/** What the kinds of counters are called. Pure. */
final class PerformanceTexts {
    private PerformanceTexts() {}

    static String group(String key) {
        return switch (key) {
            case "cpu" -> "CPU";
            case "mem" -> "Memory";
            case "disk" -> "Disk";
            case "net" -> "Network";
            case "sys" -> "System";
            case "virtualDisk" -> "Virtual disk";
            default -> key;
        };
    }

    static PerformanceDescription description() {
        return PerformanceDescription.builder()
                .counterType(List.of(
                        ServedPerformanceManager.description("average", "Average", "The average of an interval"),
                        ServedPerformanceManager.description("summation", "Sum", "The sum of an interval"),
                        ServedPerformanceManager.description("latest", "Latest", "The value at an interval's end")))
                .statsType(List.of(
                        ServedPerformanceManager.description("absolute", "Absolute", "A value at an instant"),
                        ServedPerformanceManager.description("delta", "Delta", "By how much a value has grown"),
                        ServedPerformanceManager.description("rate", "Rate", "By how much a value grows in a second")))
                .build();
    }
}
