package dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider;

/** Where a machine is; empty where it is not known. */
public record Zone(String failureDomain, String region) {}
