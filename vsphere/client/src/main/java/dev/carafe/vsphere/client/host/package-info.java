/** Hosts: joined, put out of use, and their networks. Threads, errors and arrows are those of the package above. */
@NullMarked
package dev.carafe.vsphere.client.host;

import org.jspecify.annotations.NullMarked;
