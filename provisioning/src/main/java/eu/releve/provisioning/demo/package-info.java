/** Conducts the demo: a simulated building, its gateway and a collector as separate processes. */
@NullMarked
package eu.releve.provisioning.demo;

import org.jspecify.annotations.NullMarked;
