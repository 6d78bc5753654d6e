# For one platform: docker build -t gateway .
# For several:      docker buildx build --platform linux/amd64,linux/arm64 -t gateway .
# The build runs on the builder's own processor, whatever the image is for: only its last stage is the target's.
FROM --platform=$BUILDPLATFORM node:22-bookworm-slim AS node

FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:10.0 AS build
ARG TARGETARCH
# The build takes the page's libraries from npm.
COPY --from=node /usr/local/bin/node /usr/local/bin/
COPY --from=node /usr/local/lib/node_modules /usr/local/lib/node_modules
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm
WORKDIR /source
COPY . .
RUN dotnet publish src/Gateway -c Release -a $TARGETARCH --no-self-contained -p:UseAppHost=false -p:RunAnalyzers=false -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0
WORKDIR /app
COPY --from=build /app .
# A container's loopback cannot be reached from outside it, so it listens on every address; the gateway then wants an access key
# (Gateway__Access__KeyFile, or Gateway__Access__Keys__0__…) and says how to make one: docs/security.md.
ENV ASPNETCORE_URLS=http://+:5280
# Two arenas instead of eight per processor: the C library keeps what threads once needed (docs/operations.md, Sizes).
ENV MALLOC_ARENA_MAX=2
EXPOSE 5280
USER $APP_UID
# The image has no curl; the program asks the address that its own configuration names.
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s CMD ["dotnet", "Gateway.dll", "healthcheck"]
ENTRYPOINT ["dotnet", "Gateway.dll"]
