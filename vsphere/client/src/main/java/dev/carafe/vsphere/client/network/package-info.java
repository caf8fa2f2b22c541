/** Networks, as what a machine's adapters are on. Threads, errors and arrows are those of the package above. */
@NullMarked
package dev.carafe.vsphere.client.network;

import org.jspecify.annotations.NullMarked;
