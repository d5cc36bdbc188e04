# Read by catalina.sh at each start.

# The off-heap tier lives in direct memory, whose limit is the heap size unless it is set. Allow the tier
# (offHeapSize, 512 MB unless set) and 256 MB for Tomcat and the HTTP client.
CATALINA_OPTS="$CATALINA_OPTS -XX:MaxDirectMemorySize=768m"
