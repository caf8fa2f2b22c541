package dev.carafe.kubernetes.client.leaderelection;

/**
 * Who elects, and how fast.
 *
 * @param namespace the lease's namespace
 * @param name the lease's name
 * @param identity this candidate, unique among all
 * @param times how fast the lead changes hands
 */
public record LeaderElectionConfig(String namespace, String name, String identity, LeaseTimes times) {}
