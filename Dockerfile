FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
# The build takes the page's libraries from npm.
COPY --from=node:22-bookworm-slim /usr/local/bin/node /usr/local/bin/
COPY --from=node:22-bookworm-slim /usr/local/lib/node_modules /usr/local/lib/node_modules
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm
WORKDIR /source
COPY . .
RUN dotnet publish src/Gateway -c Release -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0
WORKDIR /app
COPY --from=build /app .
# A container's loopback cannot be reached from outside it, so it listens on every address; the gateway then wants an access key
# (Gateway__Access__KeyFile, or Gateway__Access__Keys__0__…) and says how to make one: docs/security.md.
ENV ASPNETCORE_URLS=http://+:5280
EXPOSE 5280
USER $APP_UID
# bash opens the connection by itself: the image has no curl.
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/5280 && printf 'GET /healthz HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3 && grep -q '^live' <&3"]
ENTRYPOINT ["dotnet", "Gateway.dll"]
