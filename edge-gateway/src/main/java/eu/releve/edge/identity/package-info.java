/** Keeps the gateway's certificate: enrols with the label that lies there, renews in time. */
@NullMarked
package eu.releve.edge.identity;

import org.jspecify.annotations.NullMarked;
