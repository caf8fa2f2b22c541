/**
 * vSphere as a provider of the cloud controller manager (k8s.io/cloud-provider-vsphere): which VM a node is, and what that
 * says of the node.
 *
 * <p>What is asked of vCenters is behind {@link dev.carafe.cloudprovider.vsphere.VCenters}; nothing here speaks to one.
 * {@code GuestAddresses}, {@code StaticAddresses}, {@code InstanceTypes} and {@code VirtualMachineIds} decide and do no I/O.
 */
@NullMarked
package dev.carafe.cloudprovider.vsphere;

import org.jspecify.annotations.NullMarked;
