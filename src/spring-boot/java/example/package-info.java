/** An application of somebody else, with the filter in it. */
package example;
