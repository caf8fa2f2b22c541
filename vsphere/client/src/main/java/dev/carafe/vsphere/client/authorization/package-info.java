/** Roles and permissions. Threads, errors and arrows are those of the package above. */
@NullMarked
package dev.carafe.vsphere.client.authorization;

import org.jspecify.annotations.NullMarked;
